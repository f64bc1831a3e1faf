// What embed.html loads with the press and not before: the way to the page's other files.

export { ownModule } from './files.js';
