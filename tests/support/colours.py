"""What people see of a colour: its contrast to white, and its distance from another colour."""

import base64
import io

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgba

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
# Deficiency", IEEE TVCG 15(6), 2009, table 1: no cones of one kind. They act on linear RGB.
VISION = {
    "all cones": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
# sRGB (IEC 61966-2-1): from linear RGB to CIE XYZ, relative to its white.
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def on_white(picture):
    """Whether a PNG file (base64) is opaque, and white at its corners: legible in a dark theme."""
    pixels = plt.imread(io.BytesIO(base64.b64decode(picture)))
    opaque = pixels.shape[-1] == 3 or np.all(pixels[..., 3] == 1)
    return bool(opaque and np.all(pixels[[0, 0, -1, -1], [0, -1, 0, -1]] == 1))


def linear_rgb(colour):
    """The light of a Matplotlib colour, drawn on white: three numbers from 0 to 1."""
    *rgb, alpha = to_rgba(colour)
    rgb = alpha * np.array(rgb) + 1 - alpha
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast_to_white(colour):
    """The contrast ratio that WCAG 2.2 defines, from 1 (white) to 21 (black)."""
    return 1.05 / (TO_XYZ[1] @ linear_rgb(colour) + 0.05)


def cie_lab(colour, vision):
    seen = np.clip(np.array(VISION[vision]) @ linear_rgb(colour), 0, 1)
    xyz = TO_XYZ @ seen / TO_XYZ.sum(axis=1)
    x, y, z = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one, other, vision):
    """The difference of two colours, CIE 1976: 0 if they look the same, 100 from black to white."""
    return np.linalg.norm(cie_lab(one, vision) - cie_lab(other, vision))
