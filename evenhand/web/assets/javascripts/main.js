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
// What is said of the keys is shown where they work; the button puts one at the first row.
const bindKeys = (words) => {
  words.removeAttribute('hidden')
  words.querySelector('button').addEventListener('click', () => {
    document.querySelector('[data-rows] tbody th a')?.focus()
  })
}
const bind = (part) => {
  for (const table of part.querySelectorAll('[data-choose]')) bindChoices(table)
  for (const words of part.querySelectorAll('[data-keys]')) bindKeys(words)
}
bind(document)
document.addEventListener('htmx:afterSwap', (event) => bind(event.target))

// Keys for whoever goes through a list all day, beside its links and boxes: j and k go down
// and up, x ticks, enter opens. Only while one is in the list (WCAG 2.1.4).
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
  const row = event.target.closest('[data-rows] tbody tr')
  if (!row) return
  const link = (at) => at?.querySelector('th a')
  if (event.key === 'j' || event.key === 'k') {
    const next = event.key === 'j' ? row.nextElementSibling : row.previousElementSibling
    link(next)?.focus({ preventScroll: true })
    next?.scrollIntoView({ block: 'center' })
  } else if (event.key === 'x') {
    row.querySelector('input[type=checkbox]')?.click()
  } else if (event.key === 'Enter' && !event.target.closest('a')) {
    link(row)?.click()
  } else {
    return
  }
  event.preventDefault()
})
