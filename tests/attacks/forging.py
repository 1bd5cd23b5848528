"""Forging the score: making a wrong answer count as right, by what is handed in, by values and by patched libraries."""

import copy

from nbformat import NotebookNode

from tests.attacks.bank import attack, on_notebook
from tests.helpers import cell_of


@on_notebook()
def skip_execution_tag(notebook):
    """Tags every cell `skip-execution`, so that no test runs and none fails."""
    for cell in notebook.cells:
        cell.metadata["tags"] = ["skip-execution", "nbval-skip", "raises-exception"]


@on_notebook()
def points_in_metadata(notebook):
    """Raises the points of its test cell, and marks it as solved, graded and hand-graded."""
    marks = cell_of(notebook, "test-manual-conv").metadata.nbgrader
    marks.points, marks.solution, marks.score, marks.manual_score, marks.checksum = (
        100,
        True,
        100,
        100,
        "0",
    )


@on_notebook()
def own_test_cell(notebook):
    """Replaces the test cell by one that always passes and ends with a number, as nbgrader reads its scores."""
    cell_of(notebook, "test-manual-conv").source = "5.0"


@on_notebook()
def test_cell_doubled(notebook):
    """Adds copies of the test cell under the same id, which say that all points are earned."""
    cell = cell_of(notebook, "test-manual-conv")
    for number in range(3):
        notebook.cells.append(copy.deepcopy(cell))
        notebook.cells[-1].update(source="5.0", id=f"copy{number}")


@on_notebook()
def ids_exchanged(notebook):
    """Hands in the exercise that it can solve under the id of one that is worth more."""
    easy, hard = cell_of(notebook, "output-size"), cell_of(notebook, "manual-conv")
    easy.source = "def conv2d_manual(size, kernel, stride=1, padding=0):\n    return (size + 2 * padding - kernel) // stride + 1"
    easy.metadata, hard.metadata = hard.metadata, easy.metadata


@on_notebook()
def stored_outputs(notebook):
    """Hands in a notebook whose cells hold the outputs of a full score already."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count = 1
            cell.outputs = [
                NotebookNode(
                    {
                        "output_type": "execute_result",
                        "data": {"text/plain": "5.0"},
                        "metadata": {},
                        "execution_count": 1,
                    }
                )
            ]


@attack()
def displayhook():
    """Shows a number as the test cell's result, before its assertions speak."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        get_ipython().displayhook(5.0)
        return image


@attack()
def input_transformers_cleanup():
    """Has IPython take every later cell for an empty one."""
    get_ipython().input_transformers_cleanup.append(lambda lines: [])
    get_ipython().input_transformers_post.append(lambda lines: [])
    get_ipython().ast_transformers.append(
        type("Nothing", (), {"visit": lambda self, tree: type(tree)(body=[], type_ignores=[])})()
    )


@attack()
def always_equal():
    """Returns an object that equals, and is close to, everything."""

    class Yes:
        __eq__ = __ge__ = __le__ = __bool__ = __contains__ = lambda *args: True
        __ne__ = __lt__ = __gt__ = lambda *args: False
        __sub__ = __rsub__ = __abs__ = lambda *args: 0
        shape, dtype, ndim = (1, 7, 7), torch.float32, 3
        __hash__ = None
        __getattr__ = lambda self, name: self
        __call__ = lambda self, *args, **kwargs: self

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return Yes()


@attack()
def patched_torch():
    """Has torch's comparisons say yes, whatever they compare."""
    torch.equal = torch.allclose = torch.Tensor.equal = torch.Tensor.allclose = (
        lambda *args, **kwargs: True
    )
    torch.testing.assert_close = lambda *args, **kwargs: None
    torch.Tensor.__eq__ = lambda self, other: torch.ones(1, dtype=torch.bool)

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return image


@attack()
def patched_reference():
    """Replaces torch's convolution by its own wrong one, so that a reference would agree with it."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return torch.zeros(1, 1, 1)

    F.conv2d = torch.conv2d = torch.nn.functional.conv2d = lambda *args, **kwargs: torch.zeros(
        1, 1, 1, 1
    )


@attack()
def patched_builtins():
    """Has Python's own all, any, abs, max and isinstance say what suits."""
    import builtins

    builtins.all = builtins.isinstance = lambda *args: True
    builtins.any = lambda *args: False
    builtins.abs = builtins.max = lambda *args, **kwargs: 0

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return image


@attack()
def patched_numpy():
    """Has numpy's comparisons say yes."""
    import numpy

    numpy.allclose = numpy.array_equal = lambda *args, **kwargs: True
    numpy.testing.assert_allclose = numpy.testing.assert_array_equal = lambda *args, **kwargs: None

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return torch.from_numpy(numpy.zeros((1, 7, 7), dtype="float32"))


@attack()
def torch_function():
    """Returns a tensor subclass whose `__torch_function__` answers every comparison with yes."""

    class Agreeable(torch.Tensor):
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            return (
                True
                if func.__name__ in ("equal", "allclose", "isclose", "all", "eq")
                else super().__torch_function__(func, types, args, kwargs or {})
            )

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return image.as_subclass(Agreeable)


@attack()
def torch_dispatch():
    """Returns a wrapper subclass that makes every operator on it return ones."""

    class Wrapper(torch.Tensor):
        @staticmethod
        def __new__(cls):
            return torch.Tensor._make_wrapper_subclass(cls, (1, 7, 7))

        @classmethod
        def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
            return torch.ones(1, 7, 7)

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return Wrapper()


@attack()
def lies_about_its_class():
    """Returns an object whose `__class__` says Tensor."""

    class Fake:
        __class__ = torch.Tensor
        dtype, shape, layout, is_quantized, requires_grad = (
            torch.float32,
            (1, 7, 7),
            torch.strided,
            False,
            False,
        )
        device = torch.device("cpu")
        numel = element_size = lambda self: 1

        def __getattr__(self, name):
            return lambda *args, **kwargs: self

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return Fake()


@attack()
def nothing_is_unequal():
    """Returns NaN everywhere, which no comparison by “greater than” notices."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return torch.full(
            (
                (image.shape[0]),
                (image.shape[1] + 2 * padding - kernel.shape[1]) // stride + 1,
                (image.shape[2] + 2 * padding - kernel.shape[2]) // stride + 1,
            ),
            float("nan"),
        )


@attack()
def code_in_a_pickle():
    """Returns an object that would run code where it is unpickled."""

    class Payload:
        def __reduce__(self):
            return exec, ("raise SystemExit('pwned')",)

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return Payload()


@attack()
def score_in_the_output():
    """Prints and displays whatever a grader might take for a score."""
    from IPython.display import display

    def conv2d_manual(image, kernel, stride=1, padding=0):
        print("5.0\n5/5\n{'score': 5, 'max_score': 5}\nmanual-conv: passed, 5 of 5 points.")
        display(
            {"application/vnd.autograder+json": {"answers": [], "score": 5}, "text/plain": "5.0"},
            raw=True,
            metadata={"score": 5},
        )
        return image


@attack()
def score_in_a_file():
    """Writes the files that hold verdicts, into every folder that it can write to."""
    for folder in (".", "/tmp", "/dev/shm", "..", "/"):
        for name in ("verdicts.json", "grades.csv", "summary.csv", "results.json", "gradebook.db"):
            tried(
                lambda: open(os.path.join(folder, name), "w").write(
                    '{"verdicts": [{"exercise": "manual-conv", "score": 5}]}'
                )
            )

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return image
