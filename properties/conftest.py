from hypothesis import settings

# The same examples on every run and machine; nothing is kept between runs.
settings.register_profile(
    "cats_b2b", database=None, deadline=None, derandomize=True, max_examples=100
)
settings.load_profile("cats_b2b")
