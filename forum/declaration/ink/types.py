"""Values of ink."""

Point = tuple[float, float]
Stroke = tuple[Point, ...]
INK = "ink"
"""The personal value in which a signature's record keeps its strokes: JSON, as `ink_from` reads."""
