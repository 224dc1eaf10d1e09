// A stand-in for a model: speaks the chat-completions protocol and answers from what it is asked, so that what is built
// around a model can be tried and measured where there is none.
//   node bench/model-server.cjs [PORT]
// HOLOLOOM_MODEL=openai-compatible:stand-in HOLOLOOM_MODEL_URL=http://127.0.0.1:PORT/v1 hololoom ask …
const { createServer } = require('node:http');

const opinions = {
  'Security Analyst': [
    'Revoke the leaked credentials before anything else',
    ['The export job logs its token', 'Attackers use leaked tokens within minutes'],
  ],
  'Incident Response Specialist': ['Revoke the leaked credentials', ['The export job logs its token']],
  'Deployment Coordinator': [
    'Revoke the leaked credentials, then deploy the fixed job',
    ['The export job logs its token'],
  ],
  'Code Review Expert': ['Mask the token in the logger', ['The logger writes whole requests']],
};
const general = ['Revoke the leaked credentials and tell the customers', ['The export job logs its token']];

function write(system, prompt) {
  if (prompt.includes('Grade the answer')) return { grade: '4' };
  if (prompt.includes('Check every claim')) return { verdict: 'supported', problems: [] };
  if (prompt.includes('Plan the answer')) return { steps: ['Say what stops the harm', 'Say how to find the cause'] };
  if (prompt.includes('Take the question apart')) return { parts: ['What is known?', 'What is to be done?'] };
  const [, title = ''] = /^You are (.+?)\. /.exec(system) ?? [];
  if (prompt.includes('Give your opinion')) {
    const [position, claims] = opinions[title] ?? general;
    return {
      position,
      claims: claims.map((text) => ({ text, evidence: 'export.log' })),
      confidence: 0.7,
      risks: [],
      abstain: false,
    };
  }
  const [, question = ''] = /<<data [0-9a-f]+ question>>\n([\s\S]*?)\n<<end/.exec(prompt) ?? [];
  return `As ${title} I would first look at what changed: "${question.slice(0, 80)}".`;
}

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (part) => {
    body += part;
  });
  request.on('end', () => {
    const { model, messages } = JSON.parse(body);
    const said = (role) =>
      messages
        .filter((message) => message.role === role)
        .map(({ content }) => content)
        .join('\n');
    const written = write(said('system'), said('user'));
    const content = typeof written === 'string' ? written : JSON.stringify(written);
    const usage = { prompt_tokens: Math.ceil(body.length / 4), completion_tokens: Math.ceil(content.length / 4) };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        id: 'stand-in',
        object: 'chat.completion',
        created: 1,
        model,
        usage,
        choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
      }),
    );
  });
});
server.listen(Number(process.argv[2] ?? 4_100), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/v1`);
});
