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
const bindChoices = (table) => {
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
for (const table of document.querySelectorAll('[data-choose]')) bindChoices(table)
document.addEventListener('htmx:afterSwap', (event) => {
  for (const table of event.target.querySelectorAll('[data-choose]')) bindChoices(table)
})

// Keys for whoever goes through a list all day, beside links and boxes: j and k go down
// and up, x ticks, enter opens. Not where somebody is typing, nor with a key held.
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
  if (event.target.closest('input:not([type=checkbox]), select, textarea, button, summary')) return
  const rows = [...document.querySelectorAll('[data-rows] tbody tr')]
  if (!rows.length) return
  const at = rows.findIndex((row) => row.classList.contains('eh-at'))
  if (event.key === 'j' || event.key === 'k') {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === 'j' ? 1 : -1)))]
    rows[at]?.classList.remove('eh-at')
    next.classList.add('eh-at')
    next.querySelector('th a')?.focus({ preventScroll: true })
    next.scrollIntoView({ block: 'center' })
  } else if (event.key === 'x' && at >= 0) {
    rows[at].querySelector('input[type=checkbox]')?.click()
  } else if (event.key === 'Enter' && at >= 0 && !event.target.closest('a')) {
    rows[at].querySelector('th a')?.click()
  } else {
    return
  }
  event.preventDefault()
})
