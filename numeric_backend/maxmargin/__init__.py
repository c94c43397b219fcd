"""Max-margin problems of homogeneous models: solved, certified, and held against training (homog, Sec. 4)."""

from __future__ import annotations
