/** How an answer is made. Temperature from 0 to 2; the threshold is a quality, 0 to 1, below which it is tried again. */
export interface AnswerConfig {
  readonly use_verification: boolean;
  readonly use_planning: boolean;
  readonly use_prompt_chaining: boolean;
  readonly temperature: number;
  readonly max_tokens: number;
  readonly auto_retry_threshold: number;
  readonly max_retries: number;
}

const plain: AnswerConfig = {
  use_verification: false,
  use_planning: false,
  use_prompt_chaining: false,
  temperature: 0.7,
  max_tokens: 1_024,
  auto_retry_threshold: 0.6,
  max_retries: 1,
};

/** The ways to answer HoloLoom chooses from, cheapest first; what was learned is learned by these names. */
export const configurations: Readonly<Record<string, AnswerConfig>> = {
  plain,
  verified: { ...plain, use_verification: true, temperature: 0.5, max_retries: 2 },
  planned: { ...plain, use_planning: true, temperature: 0.6, max_tokens: 2_048 },
  chained: { ...plain, use_prompt_chaining: true, max_tokens: 2_048, max_retries: 2 },
  thorough: {
    use_verification: true,
    use_planning: true,
    use_prompt_chaining: true,
    temperature: 0.4,
    max_tokens: 4_096,
    auto_retry_threshold: 0.7,
    max_retries: 3,
  },
};

/** What is used where nothing is known. */
export const defaultConfig = 'plain';
