// A page about long work brings itself up to date while the work moves. Without JavaScript its link does the same.
const progress = document.getElementById('progress');
if (progress && progress.dataset.moving === 'true') {
  const update = async () => {
    try {
      const response = await fetch(location.href, { headers: { accept: 'text/html' }, credentials: 'same-origin' });
      if (response.ok) {
        const page = new DOMParser().parseFromString(await response.text(), 'text/html');
        const next = page.getElementById('progress');
        if (next && next.dataset.moving === 'true') {
          progress.replaceChildren(...next.childNodes);
        } else {
          location.reload();
          return;
        }
      }
    } catch {
      // The connection is away for a moment; the next round asks again.
    }
    setTimeout(() => void update(), 3000);
  };
  setTimeout(() => void update(), 2000);
}
