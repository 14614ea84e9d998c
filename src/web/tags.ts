/** A status tag names who must act next; the colour only repeats it. */
export interface StatusTag {
  readonly text: string;
  readonly colour: 'grey' | 'green' | 'teal' | 'blue' | 'purple' | 'pink' | 'red' | 'orange' | 'yellow';
}

export const tag = (text: string, colour: StatusTag['colour'] = 'grey'): StatusTag => ({ text, colour });
