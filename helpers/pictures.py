"""Read a picture file as a drawing: the ink alone, from 0 (paper) to 255 (ink)."""

import io
import warnings
from pathlib import Path
from unittest import mock

import numpy as np
from PIL import Image, ImageFilter, ImageOps

FORMATS = ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"]
ACCEPTED = "expected a picture: PNG, JPEG, GIF, BMP, WebP or TIFF"
MOST_PIXELS = 16_000_000  # decoded, up to 4 bytes each
SIDE = 280  # pixels of a drawing, in both directions
LONGEST = 840  # pixels of a picture's longer side while its ink is looked for
FAINTEST = 32  # of 255: with less contrast there is nothing on the paper
DARK = 0.6  # of the ink's darkness: the lines of ruled and of squared paper are fainter


def read_picture(source, name="The picture"):
    """Read a picture as a drawing: what is dark on light paper, or light on dark, is the ink.

    A photograph is turned as its camera was held, uneven light is evened out, printed lines are
    left out, and what is transparent is white. Of an animation, the first picture is read. The ink
    is cut out and put into the middle of a square.

    Args:
        source: path of a file, or its content as bytes.
        name: what messages call bytes; a file has its own name.

    Returns:
        uint8 array of shape (SIDE, SIDE).

    Raises:
        TypeError: `source` is neither a path nor bytes.
        OSError: there is no such file, or it can't be opened.
        ValueError: it is no picture, is damaged, has too many pixels, or shows no ink.
    """
    if not isinstance(source, bytes):
        name = Path(source).name
        source = Path(source).read_bytes()
    # Pillow warns of odd metadata; huge pictures are refused here, with their size.
    no_limit = mock.patch.object(Image, "MAX_IMAGE_PIXELS", None)
    with warnings.catch_warnings(action="ignore"), no_limit:
        return _middle(_ink(_grey(source, name)), name)


def _grey(content, name):
    """Return a picture in grey, turned upright, its longer side LONGEST pixels."""
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except Exception:  # each kind of file has its own errors
        raise ValueError(f"{name} is no picture that can be read; {ACCEPTED}.") from None
    with image:
        width, height = image.size
        # A large photograph is decoded small, except for a kind of JPEG that can't be.
        if not image.info.get("progressive"):
            image.draft("RGB", (LONGEST, LONGEST))
        if image.size[0] * image.size[1] > MOST_PIXELS:
            most = f"at most {MOST_PIXELS // 10**6} million are accepted. Make it smaller."
            raise ValueError(f"{name} has {width:,} × {height:,} pixels: {most}")
        try:
            if image.mode.startswith(("I", "F")):
                raise ValueError("more than 8 bits for each colour")
            ImageOps.exif_transpose(image, in_place=True)
            if not image.has_transparency_data:
                return _scaled(image.convert("L"), LONGEST)
            small = _scaled(image.convert("RGBA"), LONGEST)
            white = Image.new("RGBA", small.size, "white")
            return Image.alpha_composite(white, small).convert("L")
        except Exception:
            text = f"{name} is damaged, or of a rare kind: it can't be read to its end."
            raise ValueError(text) from None


def _scaled(image, longest):
    """Return the image with a longer side of `longest` pixels."""
    scale = longest / max(image.size)
    size = [max(1, round(side * scale)) for side in image.size]
    return image.resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC)


def _ink(grey):
    """Return where the ink is on a picture in grey: bool of its shape."""
    # Beside what is around it, so that a shadow counts little: is the ink darker, or lighter?
    around = grey.filter(ImageFilter.GaussianBlur(max(grey.size) / 10))
    beside = np.asarray(grey, np.float32) - np.asarray(around, np.float32)
    if beside.max() > -beside.min():
        grey = ImageOps.invert(grey)
    grey = grey.filter(ImageFilter.GaussianBlur(1))
    paper = _paper(grey)
    # Where a lamp gives half the light, ink takes away half as much.
    ink = (paper - np.asarray(grey, np.float32)) * (255 / np.maximum(paper, 64))
    ink -= np.median(ink)
    noise = 1.4826 * np.median(np.abs(ink))  # the standard deviation of the paper, without the ink
    darkness = np.percentile(ink[ink > 4 * noise], 95) if (ink > 4 * noise).any() else 0
    if darkness < max(FAINTEST, 8 * noise):
        return np.zeros(ink.shape, bool)
    dark = Image.fromarray(ink > DARK * darkness).convert("L")
    # A pixel without others nearby is noise, and a gap in a stroke is, too.
    return np.asarray(dark.filter(ImageFilter.BoxBlur(2))) > 0.35 * 255


def _paper(grey):
    """Return how bright the paper is at each place, below the ink too: in a lamp's light, say.

    A square is moved over the picture. What is darker than all around, and narrower than the
    square, is ink.
    """
    small = np.asarray(_scaled(grey, 96))
    # At the edges of a picture, Pillow's filters look at a part of the square alone.
    margin = 32
    image = Image.fromarray(np.pad(small, margin, mode="edge"))
    for brightest_or_darkest in (ImageFilter.MaxFilter(5), ImageFilter.MinFilter(5)):
        for _ in range(margin // 4):  # 8 times 5 pixels are a square of 33
            image = image.filter(brightest_or_darkest)
    paper = Image.fromarray(np.asarray(image)[margin:-margin, margin:-margin])
    return np.asarray(paper.resize(grey.size, Image.Resampling.BILINEAR), np.float32)


def _middle(ink, name):
    """Return the ink as a drawing, as large as it fits with a margin, in the middle."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        text = (
            f"{name} shows no ink, or it is too faint, or its strokes are too thin for a picture "
        )
        raise ValueError(text + "of this size: a darker pen helps, or a camera nearer by.")
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    digit = np.asarray(_scaled(Image.fromarray(ink).convert("L"), SIDE * 3 // 4))
    drawing = np.zeros((SIDE, SIDE), np.uint8)
    (height, width), (top, left) = digit.shape, (SIDE - np.array(digit.shape)) // 2
    drawing[top : top + height, left : left + width] = digit
    return drawing
