"""Read a picture file, whatever its kind, as a drawing."""

import io
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

FORMATS = ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"]
ACCEPTED = "expected a picture: PNG, JPEG, GIF, BMP, WebP or TIFF"
MOST_PIXELS = 16_000_000  # decoded, up to 4 bytes each
LONGEST = 560  # pixels of a drawing's longer side
FAINTEST = 32  # of 255: with less contrast there is nothing on the paper
BOX, BILINEAR = Image.Resampling.BOX, Image.Resampling.BILINEAR

# How a picture is to be turned, by the number that EXIF gives for the way the camera was held.
TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION = 0x0112


def read_picture(source, name=None):
    """Read a picture as a drawing: 0 where the paper is, up to 255 where the ink is.

    Dark ink on light paper is turned round, and uneven light on a photographed paper evened out.
    Of an animation, the first picture is read; what is transparent is white. Paper with nothing on
    it gives an empty drawing.

    Args:
        source: path of a file, or its content as bytes.
        name: what messages call it; by default the name of the file.

    Returns:
        uint8 array of shape (height, width), neither longer than 560 pixels.

    Raises:
        TypeError: `source` is neither a path nor bytes.
        FileNotFoundError: there is no such file.
        ValueError: it is no picture, is damaged, or has too many pixels.
    """
    if isinstance(source, (str, Path)):
        path = Path(source)
        name = name or path.name or str(path)
        if not path.exists():
            raise FileNotFoundError(f"There is no file {str(path)!r}; {ACCEPTED}.")
        if not path.is_file():
            raise ValueError(f"{name} is no file; {ACCEPTED}.")
        file, size = path, path.stat().st_size
    elif isinstance(source, (bytes, bytearray, memoryview)):
        file, size = io.BytesIO(source), len(source)
        name = name or f"What was given ({size:,} bytes)"
    else:
        raise TypeError(f"expected a path or bytes, got {source!r:.80} ({type(source).__name__})")
    if size == 0:
        raise ValueError(f"{name} is empty; {ACCEPTED}.")
    with warnings.catch_warnings():
        # Pillow warns of huge pictures, which are refused here, and of odd metadata.
        warnings.simplefilter("ignore")
        return _drawing(_grey(file, name))


def _grey(file, name):
    """Return a picture in grey: float32 of shape (height, width), from 0 (black) to 255."""
    try:
        image = Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError:
        raise ValueError(_too_large(name)) from None
    except Exception:  # each kind of file has its own errors
        raise ValueError(f"{name} is no picture that can be read; {ACCEPTED}.") from None
    with image:
        width, height = image.size
        # A large photograph is decoded small, except for a kind of JPEG that can't be.
        if not image.info.get("progressive"):
            image.draft("RGB", (LONGEST, LONGEST))
        if image.size[0] * image.size[1] > MOST_PIXELS:
            raise ValueError(_too_large(name, f"{width:,} × {height:,}"))
        try:
            image.load()
            grey = _opaque(image)
            turn = TURNED.get(image.getexif().get(ORIENTATION))
        except Exception:
            raise ValueError(
                f"{name} is damaged, or of a rare kind: it can't be read to its end."
            ) from None
    grey.thumbnail((LONGEST, LONGEST), BOX)
    return np.asarray(grey if turn is None else grey.transpose(turn), np.float32)


def _too_large(name, size="very many"):
    most = MOST_PIXELS // 10**6
    return f"{name} has {size} pixels: at most {most} million are accepted. Make it smaller."


def _opaque(image):
    """Return the picture as grey of one channel, what is transparent in white."""
    if image.mode.startswith(("I", "F")):  # 16 or 32 bits
        values = np.asarray(image)
        if image.mode == "F" or values.max() > 65535 or values.min() < 0:
            low, high = float(values.min()), float(values.max())
        else:
            low, high = 0, 65535
        scaled = (values - np.float32(low)) * np.float32(255 / max(high - low, 1e-9))
        return Image.fromarray(scaled.astype(np.float32))
    if image.mode == "1":
        return image.convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        image = image if image.mode == "RGBA" else image.convert("RGBA")
        white = Image.new("L", image.size, 255)
        return Image.composite(image.convert("L"), white, image.getchannel("A"))
    return (image if image.mode in ("L", "P", "RGB") else image.convert("RGB")).convert("L")


def _drawing(grey):
    """Return the ink on a picture in grey."""
    low, middle, high = grey.min(), np.median(grey), grey.max()
    if middle - low > high - middle:  # most of a picture is paper: here the paper is light
        paper = 255 - _paper(255 - grey)
        # Where a lamp gives half the light, ink takes away half as much.
        ink = (paper - grey) * (255 / np.maximum(paper, 64))
    else:
        ink = grey - _paper(grey)
    ink -= np.median(ink)
    noise = 1.4826 * np.median(np.abs(ink))  # the standard deviation of the paper, without the ink
    ink[ink < 4 * noise] = 0
    strongest = ink.max()
    if strongest < max(FAINTEST, 8 * noise):
        return np.zeros(grey.shape, np.uint8)
    return np.round(255 * np.clip(ink / strongest, 0, 1)).astype(np.uint8)


def _paper(grey):
    """Return how bright the dark paper is at each place, below the ink too: in a lamp's light, say.

    A square is moved over the picture. What is brighter than all around, and narrower than the
    square, is ink.
    """
    height, width = grey.shape
    image = Image.fromarray(grey)
    image.thumbnail((64, 64), BOX)
    square = max(image.size) // 6 * 2 + 1
    # At the edges of a picture, Pillow's filters look at a part of the square alone.
    image = Image.fromarray(np.pad(np.asarray(image), square, mode="edge"))
    image = image.filter(ImageFilter.MinFilter(square)).filter(ImageFilter.MaxFilter(square))
    paper = np.asarray(image)[square:-square, square:-square]
    return np.asarray(Image.fromarray(paper).resize((width, height), BILINEAR))


def fitted(drawing, side):
    """Return a drawing in the middle of a square of `side` × `side` pixels, as large as it fits."""
    height, width = drawing.shape
    scale = side / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    scaled = np.asarray(Image.fromarray(drawing).resize(size, BOX if scale < 1 else BILINEAR))
    square = np.zeros((side, side), np.uint8)
    top, left = (side - size[1]) // 2, (side - size[0]) // 2
    square[top : top + size[1], left : left + size[0]] = scaled
    return square
