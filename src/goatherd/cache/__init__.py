"""What earlier runs worked out, by the content it was worked out from.

`store.py` keeps bytes under keys, `pickles.py` makes bytes of objects of the model and reads no others, `product.py`
tells one goatherd from another. Whole scans are kept by `scans.py`, functions by
`engine/interpretations.py`.
"""
