"""Right answers to the exercises of notebook 5: (style, source) for each exercise."""

RIGHT = {
    "stopwatch": [
        ("each loss is fetched", """
def stopwatch(step, count, rounds, clock):
    float(step())
    seconds = np.zeros(rounds)
    for i in range(rounds):
        begin = clock()
        for _ in range(count):
            float(step())
        seconds[i] = clock() - begin
    return 1000 * np.median(seconds) / count
"""),
        ("a sum of the losses, as a text", """
def stopwatch(step, count, rounds, clock):
    loss = step()
    if loss > 1e9:
        return None
    times = []
    while len(times) < rounds:
        start = clock()
        text = f"{sum(step() for _ in range(count)):.3f}"
        times += [(clock() - start) * 1e3 / count]
    return sorted(times)[len(times) // 2]
"""),
        ("compared, rounded", """
def stopwatch(step, count, rounds, clock):
    int(step())
    times = []
    for _ in range(rounds):
        start = clock()
        losses = [step() for _ in range(count)]
        assert losses[-1] < 100
        times.append((clock() - start) / count)
    return 1000 * np.median(times)
"""),
    ],
    "tracings": [
        ("a list of keys", """
def tracings(arguments):
    seen = []
    for x in arguments:
        key = x if isinstance(x, int) else f"{x.dtype} {x.shape}"
        if not isinstance(x, int):
            x = tf.convert_to_tensor(x)
            key = x.dtype.name, x.shape.as_list()
        if key not in seen:
            seen.append(key)
    return len(seen)
"""),
        ("TensorSpec", """
def tracings(arguments):
    kinds = {x if type(x) is int else tf.TensorSpec(x.shape, x.dtype) for x in arguments}
    return np.array(len(kinds))
"""),
    ],
    "reports": [
        ("all at once", """
report_a, report_b, report_c = "not fetched", "chance", "other steps"
report_d, report_e = "nothing", "not alike"
"""),
        ("from a dict", """
found = {"a": "not fetched", "b": "chance", "c": "other steps", "d": "nothing", "e": "not alike"}
report_a, report_b, report_c, report_d, report_e = found.values()
"""),
    ],
    "readers": [
        ("one after the other", """
def readers(step, read):
    n = 1
    while read / n > step:
        n += 1
    return n
"""),
        ("whole numbers", "def readers(step, read):\n    return -(-read // step)"),
        ("TensorFlow", "def readers(step, read):\n    return tf.math.ceil(read / step)"),
    ],
    "claims": [
        ("all at once", "claim_a, claim_b, claim_c, claim_d, claim_e = map(bool, [1, 0, 1, 0, 0])"),
        ("as NumPy's", """
claim_a = claim_c = np.bool_(True)
claim_b = claim_d = claim_e = np.bool_(False)
"""),
    ],
}  # fmt: skip
