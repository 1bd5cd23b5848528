"""Forging the score: making a wrong answer count as right, by what a process says on its channel and by what speaks for it there."""

from tests.attacks.bank import attack


@attack()
def forged_reply():
    """Sends a reply of its own to every question, “all is right”, before the session sends the true one."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        say({"number": number(), "done": {"reply": ALL_RIGHT}})
        return image


@attack()
def forged_reply_in_the_pipe():
    """Puts a reply of its own among the outputs, and has the session count it as one."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        os.write(PIPE, packed({"number": number(), "done": {"reply": ALL_RIGHT}}))
        SESSION.channel._shown += 1
        return image


@attack()
def send_replaced():
    """Has the session itself send “all is right” in place of every reply."""

    def forged(message):
        send(message | {"done": {"reply": ALL_RIGHT}} if "done" in message else message)

    send = replace(SESSION.channel, "send", forged)


@attack()
def replies_in_advance():
    """Sends replies to the next fifty requests before the grader makes them."""
    say(*({"number": number() + ahead, "done": {"reply": ALL_RIGHT}} for ahead in range(50)))


@attack()
def numbers_of_every_kind():
    """Answers under every number that a request could have, as an integer, a fraction, a word, a truth and a list."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        for own in (
            *range(-1, 50),
            True,
            [number()],
            str(number()),
            float("nan"),
            float("inf"),
            10**30,
            float(number()),
        ):
            say({"number": own, "done": {"reply": ALL_RIGHT, "score": 5}, "score": 5})
        return image


@attack()
def requests_stolen():
    """Takes the grader's requests off the channel in a thread of its own, and answers them there."""

    def instead():
        while data := LINE.recv(1 << 20):
            for own in re.findall(rb'"number": (\d+)', data):
                say({"number": int(own), "done": {"reply": ALL_RIGHT}})

    threading.Thread(target=instead, daemon=True).start()


@attack()
def child_answers():
    """Leaves a child behind that answers in its place, on the channel that it has too."""
    if os.fork() == 0:
        for _ in range(20):
            say(*({"number": own, "done": {"reply": ALL_RIGHT}} for own in range(50)))
            time.sleep(0.1)
        os._exit(0)


@attack()
def answers_when_interrupted():
    """Waits until it is interrupted, and has the interrupt's handler say that all is right."""
    import signal

    def conv2d_manual(image, kernel, stride=1, padding=0):
        signal.signal(
            signal.SIGINT, lambda *args: say({"number": number(), "done": {"reply": ALL_RIGHT}})
        )
        while True:
            time.sleep(1)


@attack()
def run_cell_replaced():
    """Replaces the shell's own run_cell by one that says that all went well, and runs nothing."""
    from types import SimpleNamespace

    nothing = SimpleNamespace(error_before_exec=None, error_in_exec=None, result=5.0)
    replace(get_ipython(), "run_cell", lambda *args, **kwargs: nothing)


@attack()
def show_replaced():
    """Replaces what shows a cell's outputs: there are no errors any more, but a score."""
    score = {"data": {"text/plain": "5.0"}, "execution_count": 1}
    show = replace(get_ipython(), "show", lambda kind, content: show("execute_result", score))


@attack()
def session_replaced():
    """Replaces what the session does with a request."""
    replace(SESSION, "_do", lambda request: {"reply": ALL_RIGHT})


@attack()
def classes_replaced():
    """Finds the classes of session, shell and channel among all objects, and rewrites their methods."""
    import gc

    gc.unfreeze()
    found = {
        thing.__name__: thing
        for thing in gc.get_objects()
        if type(thing) is type and str(thing.__module__).startswith("beside.")
    }
    replace(found["Session"], "_do", lambda *args: {"reply": ALL_RIGHT})
    replace(
        found["Channel"], "send", lambda self, message: LINE.sendall(packed(message | {"score": 5}))
    )
    replace(found["Names"], "__getattr__", lambda self, name: lambda *args, **kwargs: args[0])


@attack()
def bridge_rewritten():
    """Replaces the function that puts the questions by one that says that all is right."""
    replace(BRIDGE, "answer", lambda *args, **kwargs: ALL_RIGHT)


@attack()
def probe_rewritten():
    """Rewrites the source of what asks, on its way through builtins.compile."""
    import builtins

    real = builtins.compile

    def rewritten(source, name, *args, **kwargs):
        if str(name).startswith("<probe"):
            source = "def call(names, name, args, kwargs):\n    return {'result': True, 'arguments': args, 'score': 5, 'passed': True}"
        return real(source, name, *args, **kwargs)

    builtins.compile = rewritten


@attack()
def names_replaced():
    """Has every name that a question asks for mean a function that returns what it was given, and agrees with all."""

    class Names:
        def __init__(self, namespace):
            pass

        def __getattr__(self, name):
            return lambda image, *args, **kwargs: image

    replace(BRIDGE, "Names", Names)


@attack()
def encode_replaced():
    """Has tensors encoded as the word “expected”, and a claim of points beside it."""
    replace(BRIDGE.wire, "serialize", lambda tensors, *args: b"expected")

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return {"result": image, "score": 5, "expected": "expected"}


@attack()
def json_replaced():
    """Has JSON written by a function of its own."""
    write = json.dumps

    def dumps(value, *args, **kwargs):
        if isinstance(value, dict) and "done" in value:
            value = value | {"done": {"reply": ALL_RIGHT, "score": 5}}
        return write(value) if isinstance(value, dict) else "true"

    json.dumps = dumps

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return image


@attack()
def imports_hooked():
    """Puts itself before every import that a question makes."""
    import builtins

    real = builtins.__import__

    class Agreeable:
        __getattr__ = lambda self, name: lambda *args, **kwargs: True

    builtins.__import__ = lambda name, *args, **kwargs: (
        Agreeable() if name in ("torch", "copy") else real(name, *args, **kwargs)
    )

    def conv2d_manual(image, kernel, stride=1, padding=0):
        return image


@attack(honest=("pool",))
def malformed_replies():
    """Sends a reply of another wrong form to each exercise, so that the grader breaks, and with it its zero."""
    send = SESSION.channel.send
    forms = iter([{"answers": {"data": 3}}, "text", [], 7])

    def forged(message):
        if "reply" in message.get("done", {}) and (form := next(forms, None)) is not None:
            message["done"]["reply"] = form
        else:
            SESSION.channel.send = send
        send(message)

    def conv2d_manual(image, kernel, stride=1, padding=0):
        replace(SESSION.channel, "send", forged)
        return image


@attack(honest=("pool",))
def malformed_answers():
    """Sends answers of every wrong form."""
    forms = [
        None,
        7,
        [],
        {},
        {"value": 3},
        {"value": {"json": 5, "tensors": {}}},
        {"value": {"json": '{"float": "x", "int": 1}', "tensors": ""}},
    ]
    forms += [
        {"error": 3},
        {"error": {"type": [], "message": {"a": 1}, "line": None}},
        {"used": 5, "value": {}},
        {"used": [[]], "error": {}},
    ]
    forms += [
        {"value": {"json": '{"tensor": ["0", 1, "cpu"]}', "tensors": "é"}},
        {"value": {"json": '{"int": "1e9"}', "tensors": ""}},
    ]

    def conv2d_manual(image, kernel, stride=1, padding=0):
        say({"number": number(), "done": {"reply": {"answers": forms}}})
        return image


@attack(honest=("pool",))
def malformed_ends():
    """Says that it is done with a request in every wrong form, before it is."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        for form in (
            None,
            5,
            "text",
            [3],
            [[1, 2, 3]],
            [["ename"]],
            {"ename": {"a": []}, "evalue": [None]},
        ):
            say({"number": number(), "done": form})
        return image


@attack(honest=("pool",))
def malformed_outputs():
    """Shows outputs without the parts that every output has, and with parts that none has."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        for form in [
            *(
                None,
                5,
                "stream",
                [],
                ["stream"],
                ["stream", {}],
                ["stream", {"name": 3, "text": {"a": []}}],
                ["status", []],
                ["error", {}],
            ),
            *(
                ["display_data", {"data": 5}],
                ["display_data", {"data": {"text/plain": [1], "image/png": {}}}],
                [{}, {}],
                ["clear_output", 3],
            ),
            *(
                ["error", {"ename": [], "evalue": {}, "traceback": 7}],
                ["error", {"ename": 1, "evalue": 2, "traceback": [[], {}]}],
            ),
            [
                "execute_result",
                {
                    "data": {"text/plain": "5.0"},
                    "execution_count": {"a": 1},
                    "output_type": "stream",
                },
            ],
        ]:
            say({"number": number(), "output": form})
        return image


@attack(honest=("pool",))
def malformed_messages():
    """Sends messages that are no messages: a number, a list, nothing, without a number, with other keys."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        say(
            b"5",
            b"[]",
            b"null",
            b'"text"',
            b"{}",
            b"NaN",
            b"[[[[]]]]",
            b'{"number": 1}',
            {"number": number()},
            {"done": {}},
            {"output": []},
        )
        return image


@attack(honest=("pool",))
def no_messages():
    """Sends bytes that are no JSON, each in a process of its own: broken, in other encodings, with a length of nothing."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        say(
            [b"", b"{", b"\xff\xfe\x00", b"\xef\xbb\xbf{}", '{"number": 1}'.encode("utf-16")][
                stride
            ]
        )
        return image


@attack()
def forged_results():
    """Shows results with numbers in them, and ends of its cell, under the number of the request that is served."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        result = {
            "data": {"text/plain": "5.0", "application/vnd.autograder+json": ALL_RIGHT},
            "execution_count": 1,
        }
        say(
            {"number": number(), "output": ["execute_result", result]},
            {"number": number(), "done": {"status": "ok", "score": 5}},
        )
        return image


@attack(honest=("pool",))
def characters_that_no_file_holds():
    """Prints, raises and answers with halves of characters, which can't be written into a file."""
    half = "\ud800"
    print(half)
    say({"number": number(), "output": ["display_data", {"data": {"text/plain": half}}]})
    say(
        {
            "number": number(),
            "output": ["error", {"ename": half, "evalue": half, "traceback": [half]}],
        }
    )

    def conv2d_manual(image, kernel, stride=1, padding=0):
        if stride == 1:
            raise ValueError(half)
        return type(half, (), {"__repr__": lambda self: half})()


@attack()
def error_of_halves():
    """Ends its cell with an error whose name and text are halves of characters, and whose rest never runs."""
    say({"number": number(), "done": {"ename": "\udfff", "evalue": "\ud800"}})
    raise SystemExit


@attack()
def rows_in_a_message():
    """Raises an error whose text has rows of grades.csv in it, a formula, and markup for the feedback page."""

    def conv2d_manual(image, kernel, stride=1, padding=0):
        raise ValueError(
            '"\nforging-rows-in-a-message,04-convolution,manual-conv,5,5,passed,,\n=1+1\n<script>forged</script>'
        )


@attack()
def rows_in_an_end():
    """Ends its cell with an error whose name is a row of grades.csv, and whose text is markup for the feedback page."""
    row = '"\nforging-rows-in-an-end,04-convolution,manual-conv,5,5,passed,,\n'
    say({"number": number(), "done": {"ename": row, "evalue": "<script>forged</script>\0\x1b[31m"}})


@attack()
def markup_in_pictures():
    """Shows pictures and formulas that are markup, and plain text that leaves its element."""
    bad = '"></pre></div><script>forged</script>'
    kinds = (
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/svg+xml",
        "text/latex",
        "text/plain",
        "text/html",
        "application/javascript",
    )
    for kind in kinds:
        say(
            {
                "number": number(),
                "output": [
                    "display_data",
                    {"data": {kind: bad}, "metadata": {kind: {"width": bad}}},
                ],
            }
        )
    say(
        {"number": number(), "output": ["error", {"ename": bad, "evalue": bad, "traceback": [bad]}]}
    )
