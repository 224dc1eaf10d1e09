-- For .loop files: how they are written, and the language server. Wants Neovim 0.8 or later.
vim.bo.commentstring = '# %s'
vim.bo.comments = ':#'
vim.bo.expandtab = true
vim.bo.shiftwidth = 2
vim.bo.softtabstop = 2

-- `let g:loop_server = ['node', '/path/to/hololoom/bin/hololoom.cjs', 'lsp']` starts HoloLoom from a clone.
local command = vim.g.loop_server or { 'hololoom', 'lsp' }

if vim.fn.executable(command[1]) == 1 then
  local file = vim.api.nvim_buf_get_name(0)
  local marked = vim.fs.find({ 'metadata.json', '.git' }, { path = vim.fs.dirname(file), upward = true })[1]
  vim.lsp.start({
    name = 'hololoom',
    cmd = command,
    root_dir = marked and vim.fs.dirname(marked) or vim.fs.dirname(file),
  })
else
  vim.notify_once(command[1] .. ' is not on the PATH; set g:loop_server to what starts HoloLoom.', vim.log.levels.WARN)
end
