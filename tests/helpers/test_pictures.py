"""Picture files of every kind become drawings, or one sentence says why not.

Photographs of digits, and whether a network reads them: tests/notebooks/test_photographs.py.
"""

import io
import subprocess
import sys
import warnings

import numpy as np
import pytest
from PIL import Image, ImageDraw

from helpers.drawing import recorded_drawings
from helpers.pictures import LONGEST, MOST_PIXELS, SIDE, read_picture
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


def in_the_middle(drawing):
    """Cut the ink out of a drawing and put it into the middle, as large as `read_picture` does."""
    rows, columns = np.flatnonzero((drawing > 127).any(1)), np.flatnonzero((drawing > 127).any(0))
    ink = Image.fromarray(drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    scale = SIDE * 0.75 / max(ink.size)
    ink = ink.resize([round(side * scale) for side in ink.size])
    square = Image.new("L", (SIDE, SIDE))
    square.paste(ink, ((SIDE - ink.width) // 2, (SIDE - ink.height) // 2))
    return np.asarray(square)


def assert_same(found, expected=DRAWING, most=3):
    """The same digit, but for the edges of its strokes."""
    assert found.dtype == np.uint8 and found.shape == (SIDE, SIDE)
    difference = np.abs(found.astype(int) - in_the_middle(expected)).mean()
    assert difference < most, difference  # another digit: 40 and more


@pytest.mark.parametrize("kind", ["PNG", "BMP", "GIF", "TIFF", "WEBP", "JPEG"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_kinds_of_files(kind, mode):
    assert_same(read_picture(file(BLACK_ON_WHITE.convert(mode), kind)))


@pytest.mark.parametrize(
    ("ink", "paper"),
    [(255, 0), (60, 200), (180, 30), (90, 130), ((0, 0, 160), (255, 255, 255))]
    + [((200, 30, 30), (250, 245, 220)), ((255, 220, 0), (0, 60, 0))],
)
def test_greys_and_colours(ink, paper):
    """Dark ink on light paper, light ink on dark, and faint ink."""
    assert_same(read_picture(file(Image.fromarray(painted(ink, paper)))))


@pytest.mark.parametrize("mode", ["1", "P", "CMYK"])
def test_other_modes(mode):
    assert_same(read_picture(file(BLACK_ON_WHITE.convert(mode), "TIFF")))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_what_is_transparent_is_white(mode):
    """Black ink, and no paper at all: under it, pixels that nobody sees are of any colour."""
    unseen = np.random.default_rng(1).integers(0, 256, (*DRAWING.shape, 3), np.uint8)
    colours = np.where(INK[..., None] > 0, 0, unseen).astype(np.uint8)
    image = Image.fromarray(np.dstack([colours, DRAWING]))
    if mode == "PA":
        assert_same(read_picture(file(image.quantize(16))))
    else:
        assert_same(read_picture(file(image.convert(mode))))


@pytest.mark.parametrize("mode", ["I;16", "I", "F"])
def test_more_than_8_bits_get_a_sentence(mode):
    values = np.round(60000 - 30000 * INK).astype(
        {"I;16": "uint16", "I": "int32", "F": "float32"}[mode]
    )
    with pytest.raises(ValueError, match="is damaged, or of a rare kind"):
        read_picture(file(Image.fromarray(values), "TIFF"))


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_of_an_animation_the_first_picture_is_read(kind):
    others = [Image.fromarray(255 - other) for other in recorded_drawings().digits[:3]]
    content = file(BLACK_ON_WHITE, kind, save_all=True, append_images=others)
    assert Image.open(io.BytesIO(content)).n_frames == 4
    assert_same(read_picture(content))


@pytest.mark.parametrize(("number", "held"), [(1, np.array), (6, np.rot90), (9, np.array)])
def test_a_photograph_is_turned_as_exif_says(number, held):
    """6: the camera was held upright; 9: a number that means nothing."""
    upright = DRAWING[:, :200]  # not square
    image = Image.fromarray(np.ascontiguousarray(255 - held(upright)))
    exif = Image.Exif()
    exif[0x0112] = number
    assert_same(read_picture(file(image, "JPEG", exif=exif)), upright)


@pytest.mark.parametrize("size", [28, 100, 3000])
def test_small_and_large_pictures(size):
    image = BLACK_ON_WHITE.resize((size, size), Image.Resampling.BOX)
    assert_same(read_picture(file(image)), most=6)


@pytest.mark.parametrize("grain", [0, 6, 12])
def test_paper_with_nothing_on_it(grain):
    random = np.random.default_rng(1)
    light = np.linspace(230, 150, 900)
    paper = np.clip(light + random.normal(0, grain, (700, 900)), 0, 255).astype(np.uint8)
    with pytest.raises(ValueError, match="^seven.jpg shows no ink, or it is too faint, or"):
        read_picture(file(Image.fromarray(paper), "JPEG"), "seven.jpg")


def test_a_stroke_that_is_too_thin_is_not_called_too_faint_alone():
    sheet = Image.new("L", (3000, 3000), 230)
    ImageDraw.Draw(sheet).line([(1400, 1400), (1600, 1600)], fill=20, width=1)
    with pytest.raises(ValueError, match="^seven.png shows no ink, .* or its strokes are too thin"):
        read_picture(file(sheet), "seven.png")


@pytest.mark.parametrize("colour", [0, 128, 255])
@pytest.mark.parametrize("size", [(1, 1), (28, 28), (1, 5000)])
def test_a_picture_of_one_colour_shows_no_ink(colour, size):
    for picture in [Image.new("L", size, colour), Image.new("RGBA", size, (0, 0, 0, 0))]:
        with pytest.raises(ValueError, match="shows no ink"):
            read_picture(file(picture))


def test_a_path_or_its_text_or_bytes(tmp_path):
    path = tmp_path / "seven.png"
    path.write_bytes(file(BLACK_ON_WHITE))
    content = path.read_bytes()
    for source in [path, str(path), content]:
        assert_same(read_picture(source))


KINDS = "expected a picture: PNG, JPEG, GIF, BMP, WebP or TIFF."
NO_PICTURES = {
    "nothing": b"",
    "text": b"Seven.\n",
    "zip": b"PK\x03\x04" + bytes(100),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "heic": b"\0\0\0\x18ftypheic" + bytes(100),
    "signature": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("content", NO_PICTURES.values(), ids=NO_PICTURES)
def test_no_picture(content, tmp_path):
    said = f"The picture is no picture that can be read; {KINDS}"
    with pytest.raises(ValueError) as raised:
        read_picture(content)
    assert str(raised.value) == said
    path = tmp_path / "seven.png"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=f"^seven.png is no picture that can be read; {KINDS}$"):
        read_picture(path)


def test_a_folder_a_missing_file_and_what_is_neither_path_nor_bytes(tmp_path):
    for path in [tmp_path, tmp_path / "seven.png"]:
        with pytest.raises(OSError, match=path.name):
            read_picture(path)
    for source in [None, 7, DRAWING]:
        with pytest.raises(TypeError, match="os.PathLike"):
            read_picture(source)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"])
def test_a_damaged_file_gives_a_drawing_or_a_sentence(kind):
    """Cut off, or with wrong bytes: no other error, no warning."""
    content, random = file(BLACK_ON_WHITE, kind), np.random.default_rng(5)
    damaged = [content[: int(len(content) * share)] for share in (0.2, 0.5, 0.9)]
    for _ in range(20):
        wrong = bytearray(content)
        for place in random.integers(0, min(len(wrong), 2000), 4):
            wrong[place] = random.integers(256)
        damaged.append(bytes(wrong))
    for number, one in enumerate(damaged):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                assert read_picture(one, name="seven").shape == (SIDE, SIDE)
                assert number >= 3, "what is cut off must be noticed"
            except ValueError as error:
                assert str(error).startswith("seven ") and "\n" not in str(error)


# Memory: what a reader may hand over by mistake must not end the kernel.


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
    assert said.startswith(expected)
    return float(grown)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells the peak memory")
def test_large_pictures_take_little_memory(tmp_path):
    refused = "pixels: at most 16 million are accepted. Make it smaller."
    path = tmp_path / "huge.png"
    Image.new("RGB", (10_000, 10_000)).save(path)  # small in the file, large in memory
    assert peak_of_reading(path, f"huge.png has 10,000 × 10,000 {refused}") < 20
    Image.new("RGBA", (4000, MOST_PIXELS // 4000)).save(path)
    assert peak_of_reading(path, f"{path.name} shows no ink") < 220
    # 50 megapixels, as a telephone of today makes them, are decoded small.
    path = tmp_path / "large.jpg"
    Image.new("L", (8000, 6250), 255).save(path)
    assert peak_of_reading(path, f"{path.name} shows no ink") < 80
    Image.new("L", (8000, 6250), 255).save(path, progressive=True)
    assert peak_of_reading(path, f"large.jpg has 8,000 × 6,250 {refused}") < 20


def test_a_picture_that_pillow_would_refuse():
    bmp = bytearray(file(Image.new("L", (LONGEST, 1)), "BMP"))
    bmp[18:26] = (60_000).to_bytes(4, "little") * 2  # width and height
    with pytest.raises(ValueError, match=" has 60,000 × 60,000 pixels: at most"):
        read_picture(bytes(bmp))
