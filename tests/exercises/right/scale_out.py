"""Right answers to the exercises of notebook 7: (style, source) for each exercise."""

RIGHT = {
    "own_mean": [
        ("as a float", "times_as_long = 4.0"),
        ("computed", "times_as_long = np.array(100 / 25)"),
    ],
    "whole_gradient": [
        ("with np.average", """
def whole_gradient(means, counts):
    return np.average(np.stack(means), axis=0, weights=counts)
"""),
        ("a loop, in tensors", """
def whole_gradient(means, counts):
    found = tf.zeros_like(means[0])
    for number in range(len(means)):
        found += means[number] * (counts[number] / sum(counts))
    return found
"""),
        ("every image's gradient, as if it were its worker's mean", """
def whole_gradient(means, counts):
    return np.mean(np.repeat(np.array(means), counts, axis=0), axis=0)
"""),
    ],
    "go_on": [
        ("with a slice of the batches", """
def go_on(saved, batches, steps, gradient, rate):
    state = dict(saved)
    for batch in batches[state.pop("step") : steps]:
        state["velocity"] = 0.9 * state["velocity"] - rate * gradient(state["w"], batch)
        state["w"] += state["velocity"]
    return state["w"]
"""),
        ("a while loop", """
def go_on(saved, batches, steps, gradient, rate):
    step, w, velocity = saved["step"], saved["w"], saved["velocity"]
    while step < steps:
        velocity *= 0.9
        velocity -= rate * gradient(w, batches[step])
        w, step = w + velocity, step + 1
    return w
"""),
    ],
    "best_workers": [
        ("all at once, in NumPy", """
def best_workers(compute, megabytes, bandwidth, latency, most):
    n = np.arange(1, most + 1)
    hops = 2 * (n - 1)
    seconds = compute / n + hops * latency + hops * megabytes / (n * bandwidth)
    return n[np.argmin(seconds)]
"""),
        ("a loop that keeps the best", """
def best_workers(compute, megabytes, bandwidth, latency, most):
    best, shortest = None, float("inf")
    for workers in range(1, most + 1):
        piece = megabytes / workers
        seconds = compute / workers
        for hop in range(2 * workers - 2):
            seconds += latency + piece / bandwidth
        if seconds < shortest:
            best, shortest = workers, seconds
    return float(best)
"""),
    ],
    "eight_gpus": [
        ("in one line", "batches_in_a_step, first_place = 8 // 2, 4800"),
        ("as arrays", "batches_in_a_step, first_place = np.array([4, 4_800])"),
    ],
}  # fmt: skip
