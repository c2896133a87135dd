// What the pages gain where scripts run. Every page works without them.
import { initAll } from './govuk-frontend.min.js'
import { initAll as initMoj } from './moj-frontend.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()
initMoj()

// Choices that are sent as soon as they are made; without scripts there is a button.
document.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-send-on-change]')
  if (form) form.requestSubmit()
})

// "Choose all" ticks every box of its table, and the button says how many.
for (const table of document.querySelectorAll('[data-choose]')) {
  const boxes = () => [...table.querySelectorAll('tbody input[type=checkbox]')]
  const all = table.querySelector('thead input[type=checkbox]')
  const button = document.getElementById(table.dataset.choose)
  const say = () => {
    const chosen = boxes().filter((box) => box.checked).length
    if (!button) return
    const noun = chosen === 1 ? button.dataset.one : button.dataset.many
    button.textContent = chosen
      ? `${button.dataset.verb} ${chosen} chosen ${noun}`
      : button.dataset.none
    button.disabled = chosen === 0
  }
  if (all) {
    all.closest('[hidden]')?.removeAttribute('hidden')
    all.addEventListener('change', () => {
      for (const box of boxes()) box.checked = all.checked
      say()
    })
  }
  table.addEventListener('change', say)
  say()
}
