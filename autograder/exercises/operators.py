"""Operators of torch's that exercises of several assignments forbid."""

CONVOLUTION = r"conv(?!er[ts])"
"""Names of torch's operators that convolve: ``convolution``, ``mkldnn_convolution``,
``qconv2d_pointwise`` …, not ``_convert…``.
"""

POOLING = r"pool"
"""Names of torch's operators that pool: ``max_pool2d``, ``quantized_max_pool1d``, ``roi_pool`` …"""

BY_WINDOW = "Slice out each window yourself; amax and mean reduce it to one number per channel."

BY_LOOP = "Slice out each window yourself, multiply it by the kernel and sum."
