// A canvas to draw on: what the learner's browser runs for helpers/canvas.py.
//
// It collects strokes, lists of points [x, y] between 0 and `side`, and hands them over at the end
// of each stroke. Python makes an image of them; what is drawn here is for the eye alone.

const SIDE = 280; // pixels of the page, however many the screen shows for each
const MOST_BYTES = 8e6; // Jupyter's server cuts the line to the kernel at a message of 10 MB

function render({ model, el }) {
  const canvas = document.createElement("canvas");
  const hint = element("div", { className: "sketch-hint", textContent: "Draw a digit here" });
  const file = element("input", { type: "file", accept: "image/*", tabIndex: -1 });
  const status = element("div", { className: "sketch-status" });
  status.setAttribute("role", "status"); // a screen reader says what appears in it
  canvas.setAttribute("role", "img");
  const ink = canvas.getContext("2d");
  const picture = new Image(); // what was uploaded
  let stroke = null; // the one that is being drawn
  let pointer = null;

  const undo = button("Undo", "Take back the last stroke", () => {
    const { strokes, background } = model.get("sheet");
    // Below all strokes lies what was uploaded.
    hand_over(strokes.slice(0, -1), strokes.length ? background : "");
  });
  const clear = button("Clear", "Take away the whole drawing", () => hand_over([], ""));
  const upload = button("Upload a picture", "Read a picture file instead", () => file.click());

  // With Keep, a drawing and its label go to a file.
  const label = element("select", { title: "Which digit this is" });
  for (let digit = 0; digit < 10; digit++) label.append(new Option(digit));
  const keep = button("Keep", "Keep this drawing, with its label", () =>
    model.send({ keep: Number(label.value) }));
  const forget = button("Forget the last", "Take the last drawing out of the file", () =>
    model.send({ forget: true }));

  const row = (...children) => element("div", { className: "sketch-buttons" }, ...children);
  el.classList.add("sketch");
  el.append(element("div", { className: "sketch-sheet" }, canvas, hint));
  el.append(row(undo, clear, upload, file));
  if (model.get("label") >= 0)
    el.append(row(element("label", { textContent: "This is a " }, label), keep, forget));
  el.append(status);

  function hand_over(strokes, background) {
    status.textContent = "";
    model.set("sheet", { strokes, background });
    model.save_changes();
  }

  // Where on the canvas something happens, to a tenth of a pixel, even if the page is zoomed.
  function place(event) {
    const box = canvas.getBoundingClientRect();
    const scaled = (value, start, size) => Math.round(((value - start) / size) * SIDE * 10) / 10;
    return [scaled(event.clientX, box.left, box.width), scaled(event.clientY, box.top, box.height)];
  }

  function lengthen(event) {
    // A browser collects several positions before it tells of them.
    const events = event.getCoalescedEvents?.() ?? [];
    for (const [x, y] of (events.length ? events : [event]).map(place)) {
      const [lastX, lastY] = stroke.at(-1);
      if (Math.hypot(x - lastX, y - lastY) >= 1) stroke.push([x, y]);
    }
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (stroke || event.button !== 0) return; // a second finger, or another button
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId); // a stroke may leave the canvas and come back
    pointer = event.pointerId;
    stroke = [place(event)];
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    lengthen(event);
    draw();
  });
  for (const end of ["pointerup", "pointercancel"])
    canvas.addEventListener(end, (event) => {
      if (event.pointerId !== pointer) return;
      if (end === "pointerup") lengthen(event);
      const finished = stroke;
      stroke = pointer = null;
      const { strokes, background } = model.get("sheet");
      hand_over([...strokes, finished], background);
    });

  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    if (chosen.size > MOST_BYTES) {
      const size = Math.ceil(chosen.size / 1e6);
      status.textContent = `${chosen.name} has ${size} MB: at most ${MOST_BYTES / 1e6} MB can be uploaded.`;
    } else {
      status.textContent = "";
      model.send({ name: chosen.name }, undefined, [await chosen.arrayBuffer()]);
    }
    file.value = ""; // else the same file could not be chosen again
  });

  function draw() {
    const { background } = model.get("sheet");
    const strokes = [...model.get("sheet").strokes, ...(stroke ? [stroke] : [])];
    const empty = !strokes.length && !background;
    hint.hidden = !empty;
    undo.disabled = clear.disabled = keep.disabled = empty;
    canvas.setAttribute("aria-label", `Canvas to draw a digit on: ${describe(strokes, background)}`);
    const scale = Math.ceil(window.devicePixelRatio || 1);
    if (canvas.width !== SIDE * scale) canvas.width = canvas.height = SIDE * scale;
    ink.setTransform(scale, 0, 0, scale, 0, 0);
    ink.fillStyle = "white";
    ink.fillRect(0, 0, SIDE, SIDE);
    if (background && picture.complete && picture.naturalWidth)
      ink.drawImage(picture, 0, 0, SIDE, SIDE);
    ink.strokeStyle = "black";
    ink.lineWidth = model.get("pen");
    ink.lineCap = ink.lineJoin = "round";
    for (const points of strokes) {
      ink.beginPath();
      ink.moveTo(...points[0]);
      for (const point of points) ink.lineTo(...point);
      if (points.length === 1) ink.lineTo(points[0][0] + 0.01, points[0][1]); // a dot
      ink.stroke();
    }
  }

  function load() {
    const { background } = model.get("sheet");
    if (background && background !== picture.src) picture.src = background; // draws when it is there
    draw();
  }

  picture.addEventListener("load", draw);
  const heard = {
    "change:sheet": load,
    "change:message": () => { status.textContent = model.get("message"); },
    "change:label": () => { label.value = model.get("label"); },
  };
  for (const [event, act] of Object.entries(heard)) {
    model.on(event, act);
    act();
  }
  return () => Object.entries(heard).forEach(([event, act]) => model.off(event, act));
}

function describe(strokes, background) {
  const number = strokes.length;
  const drawn = number ? [`${number} ${number === 1 ? "stroke" : "strokes"}`] : [];
  return [...(background ? ["a picture"] : []), ...drawn].join(" and ") || "empty";
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function button(label, title, act) {
  return element("button", { type: "button", textContent: label, title, onclick: act });
}

export default { render };
