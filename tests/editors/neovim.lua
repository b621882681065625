-- Opens a file in Neovim with its built-in client, prints what is shown there, and applies what is asked for.
-- Arguments in the environment: FILE, PYTHON, and ACTION: "quickfix ROW", "fixall" or "notebook" (FILE then holds the
-- parameters of notebookDocument/didOpen, which the built-in client has no command for; the answers are printed).
local action = vim.env.ACTION
vim.lsp.config('lint_transpose', {
  cmd = { vim.env.PYTHON, '-m', 'lint_transpose', 'server' },
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml' },
})
vim.lsp.enable('lint_transpose')
vim.cmd('filetype on')
if action == 'notebook' then
  local opened = vim.json.decode(table.concat(vim.fn.readfile(vim.env.FILE), '\n'))
  vim.cmd('edit beside.py')
  vim.bo.filetype = 'python'
  vim.wait(20000, function() return #vim.lsp.get_clients({ bufnr = 0 }) > 0 end, 50)
  local client = vim.lsp.get_clients({ bufnr = 0 })[1]
  client:notify('notebookDocument/didOpen', opened)
  local shown = {}
  for _, cell in ipairs(opened.cellTextDocuments) do
    local answer = client:request_sync('textDocument/diagnostic', { textDocument = { uri = cell.uri } }, 20000, 0)
    table.insert(shown, answer.result)
  end
  io.stdout:write(vim.json.encode(shown))
  vim.cmd('qa!')
end
vim.cmd('edit ' .. vim.env.FILE)
vim.bo.filetype = 'python'
vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 50)
local shown = {}
for _, d in ipairs(vim.diagnostic.get(0)) do
  table.insert(shown, { row = d.lnum + 1, byte = d.col, end_byte = d.end_col, code = d.code, message = d.message })
end
local before = vim.api.nvim_buf_get_changedtick(0)
if action ~= 'fixall' then
  vim.api.nvim_win_set_cursor(0, { tonumber(action:match('%d+')), shown[1].byte })
end
vim.lsp.buf.code_action({
  context = { only = { action == 'fixall' and 'source.fixAll.lint-transpose' or 'quickfix' }, diagnostics = {} },
  filter = function(found) return action == 'fixall' or found.isPreferred end,
  apply = true,
})
vim.wait(20000, function() return vim.api.nvim_buf_get_changedtick(0) ~= before end, 50)
vim.cmd('write')
io.stdout:write(vim.json.encode(shown))
vim.cmd('qa!')
