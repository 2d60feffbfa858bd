/*
 * Says in plain words why the page stays empty when its script could not be loaded, for example in a sandboxed frame
 * on a host that sends no Access-Control-Allow-Origin. A classic script, because those load where modules do not.
 */
addEventListener('load', function () {
  var place = document.getElementById('app');
  if (!place || place.firstElementChild) return;
  var text = document.createElement('p');
  text.setAttribute('role', 'alert');
  text.textContent =
    self.origin === 'null'
      ? 'Tapedeck could not be loaded in this sandboxed frame (E-PAGE-02). Add allow-same-origin to the sandbox, or let the host send “Access-Control-Allow-Origin: *” for its files.'
      : 'Tapedeck could not be loaded (E-PAGE-02): its script did not arrive or this browser is too old for it. Nothing of yours is lost. Reload the page.';
  place.append(text);
});
