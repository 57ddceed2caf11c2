"""What people see of a picture: its background, and whether a colour stands out from white."""

import base64
import io

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgba


def on_white(picture):
    """Whether a PNG file (base64) is opaque, and white at its corners: legible in a dark theme."""
    pixels = plt.imread(io.BytesIO(base64.b64decode(picture)))
    opaque = pixels.shape[-1] == 3 or np.all(pixels[..., 3] == 1)
    return bool(opaque and np.all(pixels[[0, 0, -1, -1], [0, -1, 0, -1]] == 1))


def contrast_to_white(colour):
    """The contrast ratio that WCAG 2.2 defines, from 1 (white) to 21 (black)."""
    *rgb, alpha = to_rgba(colour)
    rgb = alpha * np.array(rgb) + 1 - alpha
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05)
