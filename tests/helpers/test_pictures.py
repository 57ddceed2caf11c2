"""Picture files of every kind become drawings, or one sentence says why not."""

import io
import struct
import subprocess
import sys
import warnings
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from helpers.drawing import SIDE, recorded_drawings
from helpers.pictures import MOST_PIXELS, fitted, read_picture
from tests.support.course import ROOT

DRAWING = recorded_drawings().digits[7]  # of no symmetry: a turned or mirrored one is another
INK = DRAWING / 255


def file(image, kind="PNG", **options):
    """Return the content of a file that holds the image."""
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def painted(ink, paper):
    """The drawing in two colours, or greys, as uint8."""
    ink, paper = np.array(ink, float), np.array(paper, float)
    share = INK if ink.ndim == 0 else INK[..., None]
    return np.round(paper + share * (ink - paper)).astype(np.uint8)


BLACK_ON_WHITE = Image.fromarray(painted(0, 255))


def assert_close(drawing, expected=DRAWING, mean=2, most=80):
    """The same drawing, but for the compression: in the mean, and at the edges of the strokes."""
    assert drawing.dtype == np.uint8 and drawing.shape == expected.shape
    difference = np.abs(drawing.astype(int) - expected)
    assert difference.mean() < mean and difference.max() <= most, (
        difference.mean(),
        difference.max(),
    )


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0)])
def test_dark_ink_on_light_paper_is_turned_round_and_light_ink_on_dark_is_not(ink, paper):
    content = file(Image.fromarray(painted(ink, paper)))
    np.testing.assert_array_equal(read_picture(content), DRAWING)


@pytest.mark.parametrize(("ink", "paper"), [(60, 200), (180, 30), (90, 130)])
def test_faint_ink_becomes_full_ink(ink, paper):
    assert_close(read_picture(file(Image.fromarray(painted(ink, paper)))), most=4)


@pytest.mark.parametrize(
    ("kind", "options"),
    [("PNG", {}), ("BMP", {}), ("GIF", {}), ("TIFF", {}), ("WEBP", {}), ("JPEG", {"quality": 70})]
    + [("JPEG", {"quality": 70, "progressive": True}), ("WEBP", {"lossless": True})],
)
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_kinds_of_files(kind, options, mode):
    assert_close(read_picture(file(BLACK_ON_WHITE.convert(mode), kind, **options)))


@pytest.mark.parametrize(
    ("ink", "paper"),
    [((0, 0, 160), (255, 255, 255)), ((200, 30, 30), (250, 245, 220)), ((255, 220, 0), (0, 60, 0))],
)
def test_colour(ink, paper):
    assert_close(read_picture(file(Image.fromarray(painted(ink, paper)))), most=4)


@pytest.mark.parametrize("mode", ["1", "CMYK", "LAB"])
def test_other_modes(mode):
    image = BLACK_ON_WHITE.convert("RGB") if mode == "LAB" else BLACK_ON_WHITE
    if mode == "LAB":
        profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        image = ImageCms.profileToProfile(image, *profiles, outputMode="LAB")
    else:
        image = image.convert(mode)
    # Of two colours, those at the edges of a stroke are dithered.
    assert_close(read_picture(file(image, "TIFF")), most=255 if mode == "1" else 4)


def transparent(mode):
    """Black ink, and no paper at all: under it, pixels that nobody sees are of any colour."""
    unseen = np.random.default_rng(1).integers(0, 256, (*DRAWING.shape, 3), np.uint8)
    colours = np.where(INK[..., None] > 0, 0, unseen).astype(np.uint8)
    image = Image.fromarray(np.dstack([colours, DRAWING]))
    return image.convert(mode) if mode != "RGBA" else image


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_what_is_transparent_is_white(mode, kind):
    np.testing.assert_array_equal(read_picture(file(transparent(mode), kind)), DRAWING)


def test_a_transparent_canvas_with_black_ink_is_not_all_black():
    """As drawing programs save it: black everywhere, more or less transparent."""
    image = Image.fromarray(np.dstack([np.zeros((*DRAWING.shape, 3), np.uint8), DRAWING]))
    for kind in ["PNG", "WEBP"]:
        assert_close(read_picture(file(image, kind, lossless=True)), most=1)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_palette(kind):
    image = Image.fromarray(painted((10, 20, 90), (240, 240, 255))).quantize(16)
    assert image.mode == "P"
    assert_close(read_picture(file(image, kind)), most=40)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_palette_with_a_transparent_colour(kind):
    image = Image.fromarray(np.where(DRAWING > 127, 1, 0).astype(np.uint8), "L")
    image = image.convert("P")
    image.putpalette([200, 0, 0, 0, 0, 0])  # red where it is transparent
    drawing = read_picture(file(image, kind, transparency=0))
    np.testing.assert_array_equal(drawing, np.where(DRAWING > 127, 255, 0))


@pytest.mark.parametrize("transparency", [(255, 0, 0), None])
def test_one_transparent_colour_without_a_palette(transparency):
    image = Image.fromarray(np.where(INK[..., None] > 0.5, (0, 0, 0), (255, 0, 0)).astype(np.uint8))
    options = {"transparency": transparency} if transparency else {}
    expected = np.where(INK > 0.5, 255, 0)
    np.testing.assert_array_equal(read_picture(file(image, **options)), expected)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_16_bit(kind, turned):
    values = (DRAWING if turned else 255 - DRAWING).astype(np.uint16) * 257
    image = Image.fromarray(values)
    assert image.mode.startswith("I;16")
    np.testing.assert_array_equal(read_picture(file(image, kind)), DRAWING)


def test_16_bit_is_not_cut_off_at_8():
    """Of 16 bits, the upper half tells most: ink at 30000 and paper at 60000 are far apart."""
    values = np.round(60000 - 30000 * INK).astype(np.uint16)
    assert_close(read_picture(file(Image.fromarray(values))), most=1)


def png(width, height, depth, colour, rows):
    """Return a PNG file of a kind or size that Pillow doesn't write, from its rows of bytes."""

    def chunk(name, content):
        length, check = len(content), zlib.crc32(name + content)
        return struct.pack(">I", length) + name + content + struct.pack(">I", check)

    packer = zlib.compressobj(1)
    data = b"".join(packer.compress(row) for row in rows) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize(("colour", "channels"), [(2, 3), (6, 4), (4, 2)])
def test_16_bit_colour_and_transparent(colour, channels):
    values = np.repeat((255 - DRAWING).astype(">u2")[..., None] * 257, channels, axis=2)
    if colour != 2:
        values[..., -1] = 65535
    rows = (b"\0" + row.astype(">u2").tobytes() for row in values)
    np.testing.assert_array_equal(read_picture(png(SIDE, SIDE, 16, colour, rows)), DRAWING)


@pytest.mark.parametrize("kind", ["int32", "float32"])
def test_32_bit(kind):
    values = (-1000 * INK if kind == "int32" else 0.25 - INK).astype(kind)
    assert_close(read_picture(file(Image.fromarray(values), "TIFF")), most=1)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_of_an_animation_the_first_picture_is_read(kind):
    others = [Image.fromarray(255 - other) for other in recorded_drawings().digits[:3]]
    options = {"lossless": True} if kind == "WEBP" else {}
    content = file(BLACK_ON_WHITE, kind, save_all=True, append_images=others, **options)
    assert Image.open(io.BytesIO(content)).n_frames == 4
    assert_close(read_picture(content), most=1)


# How the camera was held, and what undoes it: EXIF's numbers, each for a turn of the picture.
HELD = {
    1: lambda picture: picture,
    2: np.fliplr,
    3: lambda picture: np.rot90(picture, 2),
    4: np.flipud,
    5: np.transpose,
    6: np.rot90,
    7: lambda picture: np.rot90(picture, 2).T,
    8: lambda picture: np.rot90(picture, -1),
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("number", HELD)
def test_a_photograph_is_turned_as_exif_says(number, kind):
    upright = DRAWING[:, :200]  # not square
    image = Image.fromarray(np.ascontiguousarray(255 - HELD[number](upright)))
    exif = Image.Exif()
    exif[0x0112] = number
    assert_close(read_picture(file(image, kind, exif=exif)), upright)


@pytest.mark.parametrize("number", [0, 9, 300])
def test_an_unknown_number_turns_nothing(number):
    exif = Image.Exif()
    exif[0x0112] = number
    assert_close(read_picture(file(BLACK_ON_WHITE, "JPEG", exif=exif)))


def photograph(side=1500, seed=3, grain=6):
    """A digit in pencil, on paper in uneven light, with the grain of a camera."""
    random = np.random.default_rng(seed)
    large = np.asarray(Image.fromarray(DRAWING).resize((side // 2, side // 2)))
    ink = np.zeros((side, side))
    ink[side // 3 : side // 3 + side // 2, side // 4 : side // 4 + side // 2] = large / 255
    y, x = np.mgrid[0:side, 0:side] / side
    light = 235 - 120 * x - 50 * y**2
    grey = light * (1 - 0.5 * ink) + random.normal(0, grain, ink.shape)
    colours = np.clip(grey[..., None] * [1, 0.97, 0.9], 0, 255).astype(np.uint8)
    return Image.fromarray(colours), ink


@pytest.mark.parametrize("grain", [0, 6, 12])
def test_a_photograph_in_uneven_light(grain):
    image, ink = photograph(grain=grain)
    pixels = np.asarray(image)[..., 0]
    assert pixels[ink == 0].min() < pixels[ink == 1].max(), "no threshold can tell ink from paper"
    drawing = read_picture(file(image, "JPEG", quality=80))
    expected = np.asarray(Image.fromarray((255 * ink).astype(np.uint8)).resize(drawing.shape))
    assert drawing.shape == (560, 560)
    assert drawing[expected == 0].mean() < 1 and (drawing[expected == 0] > 100).mean() < 0.001
    assert drawing[expected == 255].min() > 128


@pytest.mark.parametrize("grain", [0, 6, 12])
def test_paper_with_nothing_on_it_is_an_empty_drawing(grain):
    random = np.random.default_rng(1)
    light = np.linspace(230, 150, 900)
    paper = np.clip(light + random.normal(0, grain, (700, 900)), 0, 255).astype(np.uint8)
    drawing = read_picture(file(Image.fromarray(paper), "JPEG"))
    assert drawing.shape == (436, 560) and not drawing.any()


@pytest.mark.parametrize("colour", [0, 128, 255])
@pytest.mark.parametrize("size", [(1, 1), (28, 28), (300, 200), (1, 5000)])
def test_a_picture_of_one_colour_is_an_empty_drawing(colour, size):
    drawing = read_picture(file(Image.new("L", size, colour)))
    assert not drawing.any() and max(drawing.shape) <= 560 and min(drawing.shape) >= 1


def test_a_transparent_picture_with_nothing_on_it_is_an_empty_drawing():
    assert not read_picture(file(Image.new("RGBA", (50, 50), (0, 0, 0, 0)))).any()


@pytest.mark.parametrize("size", [28, 56, 140, 560])
def test_small_and_large_drawings(size):
    small = np.asarray(BLACK_ON_WHITE.resize((size, size), Image.Resampling.BOX))
    ink = 255 - small.astype(int)
    expected = np.round(ink * (255 / ink.max()))
    np.testing.assert_array_equal(read_picture(file(Image.fromarray(small))), expected)


def test_a_path_or_its_text_or_bytes(tmp_path):
    path = tmp_path / "seven.png"
    path.write_bytes(file(BLACK_ON_WHITE))
    content = path.read_bytes()
    for source in [path, str(path), content, bytearray(content), memoryview(content)]:
        np.testing.assert_array_equal(read_picture(source), DRAWING)


KINDS = "expected a picture: PNG, JPEG, GIF, BMP, WebP or TIFF."
NO_PICTURES = {
    "text": b"Seven.\n",
    "zip": b"PK\x03\x04" + bytes(100),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "pdf": b"%PDF-1.7\n" + bytes(100),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "heic": b"\0\0\0\x18ftypheic" + bytes(100),
    "zeros": bytes(1000),
    "signature": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("content", NO_PICTURES.values(), ids=NO_PICTURES)
def test_no_picture(content, tmp_path):
    with pytest.raises(ValueError) as raised:
        read_picture(content)
    assert str(raised.value) == (
        f"What was given ({len(content):,} bytes) is no picture that can be read; {KINDS}"
    )
    path = tmp_path / "seven.png"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=f"^seven.png is no picture that can be read; {KINDS}$"):
        read_picture(path)


def test_an_empty_file(tmp_path):
    path = tmp_path / "seven.png"
    path.touch()
    with pytest.raises(ValueError, match=f"^seven.png is empty; {KINDS}$"):
        read_picture(path)
    with pytest.raises(ValueError, match=f"is empty; {KINDS}$"):
        read_picture(b"")
    with pytest.raises(ValueError, match=f"^photo.png is empty; {KINDS}$"):
        read_picture(b"", name="photo.png")


def test_a_folder_and_a_missing_file(tmp_path):
    with pytest.raises(ValueError, match=f" is no file; {KINDS}$"):
        read_picture(tmp_path)
    with pytest.raises(FileNotFoundError, match=f"^There is no file '.*seven.png'; {KINDS}$"):
        read_picture(tmp_path / "seven.png")


@pytest.mark.parametrize("source", [None, 7, DRAWING, BLACK_ON_WHITE, io.BytesIO()], ids=type)
def test_neither_a_path_nor_bytes(source):
    with pytest.raises(TypeError, match="expected a path or bytes, got "):
        read_picture(source)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"])
def test_a_truncated_file(kind, share):
    content = file(BLACK_ON_WHITE, kind)
    part = content[: int(len(content) * share)]
    with pytest.raises(ValueError) as raised:
        read_picture(part, name="seven")
    assert str(raised.value) in (
        "seven is damaged, or of a rare kind: it can't be read to its end.",
        f"seven is no picture that can be read; {KINDS}",
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"])
def test_a_file_with_wrong_bytes_gives_a_drawing_or_a_sentence(kind):
    """Whatever bytes are wrong, in 60 files of each kind: no other error, no warning."""
    content, random = file(BLACK_ON_WHITE, kind), np.random.default_rng(5)
    for _ in range(60):
        wrong = bytearray(content)
        for place in random.integers(0, min(len(wrong), 2000), 4):
            wrong[place] = random.integers(256)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                drawing = read_picture(bytes(wrong), name="seven")
            except ValueError as error:
                assert str(error).startswith("seven ") and "\n" not in str(error)
            else:
                assert drawing.dtype == np.uint8 and max(drawing.shape) <= 560


def peak_of_reading(path, expected):
    """Return by how many MiB the memory of a process grows at most when it reads a picture."""
    program = f"""
from pathlib import Path
from PIL import Image
from helpers.pictures import read_picture
from tests.support.memory import peak_mebibytes
Image.preinit()  # the readers of files
before = peak_mebibytes()
try:
    said = read_picture(Path({str(path)!r})).shape
except ValueError as error:
    said = error
print(said)
print(peak_mebibytes() - before)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert done.stderr == ""
    said, grown = done.stdout.splitlines()
    assert said == expected
    return float(grown)


needs_a_meter = pytest.mark.skipif(sys.platform != "linux", reason="Linux tells the peak memory")


def blank(path, width, height, channels):
    """Write a PNG that takes little space in the file, and much in memory."""
    colour = {1: 0, 3: 2, 4: 6}[channels]
    row = b"\0" + bytes(width * channels)
    path.write_bytes(png(width, height, 8, colour, (row for _ in range(height))))


@needs_a_meter
def test_a_picture_of_100_megapixels_takes_no_memory(tmp_path):
    path = tmp_path / "huge.png"
    blank(path, 10_000, 10_000, 3)
    assert path.stat().st_size < 2e6
    # Pillow itself warns above 89 million pixels, and refuses more than twice as many.
    said = "huge.png has 10,000 × 10,000 pixels: at most 16 million are accepted. Make it smaller."
    assert peak_of_reading(path, said) < 20


def test_a_picture_that_pillow_refuses(tmp_path):
    path = tmp_path / "huge.png"
    path.write_bytes(png(60_000, 60_000, 8, 0, [bytes(100)]))
    with pytest.raises(ValueError, match="^huge.png has very many pixels: at most 16 million are"):
        read_picture(path)


@needs_a_meter
def test_the_largest_picture_takes_little_memory(tmp_path):
    path = tmp_path / "large.png"
    blank(path, 4000, MOST_PIXELS // 4000, 4)
    assert peak_of_reading(path, "(560, 560)") < 160


@needs_a_meter
def test_a_photograph_of_50_megapixels_is_decoded_small(tmp_path):
    """What a telephone of today makes."""
    path = tmp_path / "large.jpg"
    Image.new("L", (8000, 6250), 255).save(path)
    assert peak_of_reading(path, "(438, 560)") < 40
    Image.new("L", (8000, 6250), 255).save(path, progressive=True)
    said = "large.jpg has 8,000 × 6,250 pixels: at most 16 million are accepted. Make it smaller."
    assert peak_of_reading(path, said) < 20


@pytest.mark.parametrize(("height", "width"), [(280, 280), (560, 100), (7, 30), (1, 1), (1, 500)])
def test_fitted_into_a_square(height, width):
    random = np.random.default_rng(2)
    drawing = random.integers(1, 256, (height, width), np.uint8)
    square = fitted(drawing, 280)
    assert square.shape == (280, 280) and square.dtype == np.uint8
    rows, columns = np.flatnonzero(square.any(1)), np.flatnonzero(square.any(0))
    tall, wide = (max(1, round(280 * side / max(height, width))) for side in (height, width))
    assert abs(len(rows) - tall) <= 1 and abs(len(columns) - wide) <= 1
    for used in [rows, columns]:
        assert abs(used[0] - (279 - used[-1])) <= 1, "not in the middle"
    if height == width == 280:
        np.testing.assert_array_equal(square, drawing)
