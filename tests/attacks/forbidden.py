"""Forbidden operations: torch's own convolution where the task is to write one.

By every route that leads to it; `unfold`, which the task allows, earns all points.
"""

from tests.attacks.bank import attack

IN_ITS_PROCESS = (
    "what watches lives in the student's process, and whoever knows how can get around it"
)


@attack(earns=5)
def unfold_is_allowed():
    """Solves the exercise with unfold and a product of matrices, which is no convolution of torch's."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        height = (image.shape[1] + 2 * padding - kernel.shape[1]) // stride + 1
        columns = F.unfold(image[None], kernel.shape[1:], padding=padding, stride=stride)
        return (kernel.reshape(1, -1) @ columns[0]).reshape(1, height, -1)


@attack()
def functional():
    """F.conv2d."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[0]


@attack("channels")
def on_channels():
    """torch.conv2d in another exercise that forbids it."""

    def conv2d_channels(images, kernels):
        return torch.conv2d(images, kernels)


@attack()
def module():
    """nn.Conv2d with the given weights."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        layer = nn.Conv2d(1, 1, kernel.shape[1:], stride=stride, padding=padding, bias=False)
        layer.weight.data = kernel[None]
        return layer(image[None])[0].detach()


@attack()
def alias():
    """A convolution under another name, taken before anybody looked."""
    from torch import conv2d as matmul

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return matmul(image[None], kernel[None], stride=stride, padding=padding)[0]


@attack()
def aten():
    """torch.ops.aten.convolution.default."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return torch.ops.aten.convolution.default(
            image[None], kernel[None], None, [stride] * 2, [padding] * 2, [1, 1], False, [0, 0], 1
        )[0]


@attack()
def private_convolution():
    """torch._convolution, which is not documented."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return torch._convolution(
            image[None],
            kernel[None],
            None,
            [stride] * 2,
            [padding] * 2,
            [1, 1],
            False,
            [0, 0],
            1,
            False,
            False,
            False,
            False,
        )[0]


@attack()
def onednn():
    """The convolution of the library beneath torch's."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return torch.mkldnn_convolution(
            image[None], kernel[None], None, [padding] * 2, [stride] * 2, [1, 1], 1
        )[0]


@attack()
def slow_convolution():
    """The slow convolution that torch keeps for sizes which no library takes."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return torch.ops.aten._slow_conv2d_forward(
            image[None], kernel[None], kernel.shape[1:], None, [stride] * 2, [padding] * 2
        )[0]


@attack()
def one_dimension_at_a_time():
    """Adds up conv1d over the kernel's rows."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        padded = F.pad(image, (padding,) * 4)
        rows = (padded.shape[1] - kernel.shape[1]) // stride + 1
        return torch.stack(
            [
                sum(
                    F.conv1d(padded[:, r * stride + k], kernel[None, :, k][0][None], stride=stride)
                    for k in range(kernel.shape[1])
                )[0]
                for r in range(rows)
            ]
        )[None]


@attack()
def transposed():
    """The gradient of a transposed convolution is a convolution."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        height, width = (
            (image.shape[d] + 2 * padding - kernel.shape[d]) // stride + 1 for d in (1, 2)
        )
        x = torch.zeros(1, 1, height, width, requires_grad=True)
        over = [(image.shape[d] + 2 * padding - kernel.shape[d]) % stride for d in (1, 2)]
        y = F.conv_transpose2d(x, kernel[None], stride=stride, padding=padding, output_padding=over)
        return torch.autograd.grad(y, x, image[None])[0][0]


@attack()
def scripted():
    """A function that torch.jit compiled, whose operators Python doesn't call."""
    import linecache

    source = "def convolve(image, kernel, stride: int, padding: int):\n    return torch.conv2d(image[None], kernel[None], stride=[stride], padding=[padding])[0]\n"
    convolve = torch.jit.CompilationUnit(source).convolve

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return convolve(image, kernel, stride, padding)


@attack()
def compiled():
    """A function that torch.compile took apart."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return torch.compile(F.conv2d, backend="eager")(
            image[None], kernel[None], stride=stride, padding=padding
        )[0]


@attack()
def mapped():
    """A convolution within torch.func.vmap."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return torch.func.vmap(
            lambda one: F.conv2d(one, kernel[None], stride=stride, padding=padding)
        )(image[None])[0]


@attack()
def other_layout():
    """A convolution of tensors in oneDNN's own layout."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return F.conv2d(
            image[None].to_mkldnn(), kernel[None], stride=stride, padding=padding
        ).to_dense()[0]


@attack()
def another_thread():
    """A convolution in a thread of its own."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        result = []
        worker = threading.Thread(
            target=lambda: result.append(
                F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[0]
            )
        )
        worker.start()
        worker.join()
        return result[0]


@attack()
def threads_of_before():
    """A convolution in a thread that was started before anybody looked, and is handed work."""
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(1)
    pool.submit(lambda: None).result()

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return pool.submit(
            F.conv2d, image[None], kernel[None], stride=stride, padding=padding
        ).result()[0]


@attack()
def modes_switched_off():
    """Switches torch's dispatch modes off around the convolution."""
    from torch.utils._python_dispatch import _disable_current_modes

    def conv2d_manual(image, kernel, stride=1, padding=0):
        with _disable_current_modes():
            return F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[0]


@attack()
def mode_popped():
    """Takes the watching mode off torch's stack and puts it back."""
    from torch.utils._python_dispatch import _pop_mode, _push_mode

    def conv2d_manual(image, kernel, stride=1, padding=0):
        mode = _pop_mode()
        result = F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[0]
        _push_mode(mode)
        return result


@attack()
def forked():
    """A convolution in a child process, forked while it is asked."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        from torch.utils._python_dispatch import _disable_current_modes

        reading, writing = os.pipe()
        if os.fork() == 0:
            with _disable_current_modes():
                os.write(
                    writing,
                    json.dumps(
                        F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[
                            0
                        ].tolist()
                    ).encode(),
                )
            os._exit(0)
        os.close(writing)
        return torch.tensor(json.loads(os.read(reading, 100_000)))


@attack()
def child_of_before():
    """A convolution in a child process that was forked before anybody looked."""
    asked, ask = os.pipe()
    answered, answer = os.pipe()
    if os.fork() == 0:
        while question := os.read(asked, 100_000):
            image, kernel, stride, padding = json.loads(question)
            result = F.conv2d(
                torch.tensor(image)[None],
                torch.tensor(kernel)[None],
                stride=stride,
                padding=padding,
            )[0]
            os.write(answer, json.dumps(result.tolist()).encode())
        os._exit(0)

    def conv2d_manual(image, kernel, stride=1, padding=0):
        os.write(ask, json.dumps([image.tolist(), kernel.tolist(), stride, padding]).encode())
        return torch.tensor(json.loads(os.read(answered, 100_000)))


@attack(evades=IN_ITS_PROCESS)
def watch_removed():
    """Finds the watch among all objects, and takes it out."""
    import gc

    def conv2d_manual(image, kernel, stride=1, padding=0):
        from torch.utils._python_dispatch import _disable_current_modes

        for thing in gc.get_objects():
            if isinstance(thing, torch.library.Library):
                thing._destroy()
        with _disable_current_modes():
            return F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[0]


@attack(evades=IN_ITS_PROCESS)
def kernel_kept():
    """Takes the kernel of a convolution before anybody looks, and calls it past torch's dispatcher."""
    convolve = torch.library.get_kernel("aten::mkldnn_convolution", "CPU")

    def conv2d_manual(image, kernel, stride=1, padding=0):
        keys = torch._C._dispatch_keys(image)
        return convolve.call_boxed(
            keys, image[None], kernel[None], None, [padding] * 2, [stride] * 2, [1, 1], 1
        )[0]


@attack()
def kernel_put_back():
    """Puts another library's convolution in the place of the one that is refused."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        library = torch.library.Library("aten", "IMPL")

        def convolve(
            images, kernels, bias, stride, padding, dilation, transposed, output_padding, groups
        ):
            return torch.mkldnn_convolution(
                images, kernels, bias, padding, stride, dilation, groups
            )

        library.impl("convolution", convolve, "CPU", allow_override=True)
        return F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[0]


@attack()
def of_prepacked_weights():
    """The convolution of another namespace of operators, for weights that were packed beforehand."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        packed = torch.ops.prepacked.conv2d_clamp_prepack(
            kernel[None], None, [stride] * 2, [padding] * 2, [1, 1], 1, None, None
        )
        return torch.ops.prepacked.conv2d_clamp_run(image[None], packed)[0]


@attack()
def deformable():
    """The deformable convolution of torchvision, with nothing deformed."""
    from torchvision.ops import deform_conv2d

    def conv2d_manual(image, kernel, stride=1, padding=0):
        height, width = (
            (image.shape[d] + 2 * padding - kernel.shape[d]) // stride + 1 for d in (1, 2)
        )
        offset = torch.zeros(1, 2 * kernel.shape[1] * kernel.shape[2], height, width)
        return deform_conv2d(image[None], offset, kernel[None], stride=stride, padding=padding)[0]


@attack()
def used_left_out():
    """Strikes out of every answer what it used."""

    def without(message):
        for answer in (message.get("done", {}).get("reply") or {}).get("answers", []):
            answer.pop("used", None)
        send(message)

    send = replace(SESSION.channel, "send", without)

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[0]


@attack()
def child_forked_anew():
    """A convolution in a child process that is forked again whenever it is ended, up to when the question comes."""
    asked, ask = os.pipe()
    answered, answer = os.pipe()

    def keep():
        while True:
            child = os.fork()
            if child == 0:
                while question := os.read(asked, 100_000):
                    image, kernel, stride, padding = json.loads(question)
                    result = F.conv2d(
                        torch.tensor(image)[None],
                        torch.tensor(kernel)[None],
                        stride=stride,
                        padding=padding,
                    )[0]
                    os.write(answer, json.dumps(result.tolist()).encode())
            os.waitpid(child, 0)

    threading.Thread(target=keep, daemon=True).start()

    def conv2d_manual(image, kernel, stride=1, padding=0):
        os.write(ask, json.dumps([image.tolist(), kernel.tolist(), stride, padding]).encode())
        return torch.tensor(json.loads(os.read(answered, 100_000)))


@attack(evades=IN_ITS_PROCESS)
def watch_replaced():
    """Finds what refuses convolutions, and has it refuse nothing."""
    from contextlib import nullcontext

    replace(BRIDGE, "refused", lambda pattern: nullcontext([]))

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[0]


@attack()
def asked_before():
    """Computes every answer with torch's convolution when the request comes, before the first question is put."""
    ready = {}

    def first(namespace, request, **options):
        for _, _, inputs in request["questions"]:
            given = BRIDGE.wire.decode(inputs)
            image, kernel, stride, padding = (
                list(given["args"])
                + [given["kwargs"].get("stride", 1), given["kwargs"].get("padding", 0)]
            )[:4]
            ready[image.sum().item(), stride, padding] = F.conv2d(
                image[None], kernel[None], stride=stride, padding=padding
            )[0]
        return answer(namespace, request, **options)

    answer = replace(BRIDGE, "answer", first)

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return ready.get((image.sum().item(), stride, padding), image)


@attack()
def computed_when_it_is_sent():
    """Computes only when the answers are sent, in a place where nobody refuses any more."""
    waiting = []

    def send(message):
        reply = message.get("done", {}).get("reply")
        for answer, (image, kernel, stride, padding) in zip(
            (reply or {}).get("answers", []), waiting, strict=False
        ):
            right = F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[0]
            arguments = [image, kernel, stride, padding]
            answer["value"] = BRIDGE.wire.encode({"result": right, "arguments": arguments})
        sent(message)

    sent = replace(SESSION.channel, "send", send)

    def conv2d_manual(image, kernel, stride=1, padding=0):
        waiting.append((image, kernel, stride, padding))
        return image


@attack()
def answered_before_the_next_request():
    """Keeps the answers back, and computes them where the next request would be read."""
    waiting, late = [], []

    def send(message):
        if message.get("done", {}).get("reply"):
            late.append(message)
        else:
            sent(message)

    def receive():
        for message in late:
            for answer, (image, kernel, stride, padding) in zip(
                message["done"]["reply"]["answers"], waiting, strict=False
            ):
                right = F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[0]
                arguments = [image, kernel, stride, padding]
                answer["value"] = BRIDGE.wire.encode({"result": right, "arguments": arguments})
            sent(message)
        late.clear()
        return received()

    sent = replace(SESSION.channel, "send", send)
    received = replace(SESSION.channel, "receive", receive)

    def conv2d_manual(image, kernel, stride=1, padding=0):
        waiting.append((image, kernel, stride, padding))
        return image


@attack()
def refusal_of_nothing():
    """Replaces what puts a refusing kernel in a convolution's place."""
    torch.library.Library.impl = lambda *args, **options: None
    torch.library.Library = type("Nothing", (), {"__init__": lambda self, *a: None})

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return F.conv2d(image[None], kernel[None], stride=stride, padding=padding)[0]


@attack()
def pointwise():
    """A convolution whose name begins with another letter."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        one = torch.ones(1)
        packed = torch.ops.onednn.qconv_prepack(
            kernel[None].to(torch.int8), one, 1.0, 0, [stride] * 2, [padding] * 2, [1, 1], 1, None
        )
        return torch.ops.onednn.qconv2d_pointwise(
            image[None].to(torch.uint8),
            1.0,
            0,
            packed,
            one,
            torch.zeros(1).int(),
            None,
            [stride] * 2,
            [padding] * 2,
            [1, 1],
            1,
            1.0,
            0,
            torch.float32,
            "none",
            [],
            "",
        )[0]
