using Paas.Git.Protocol;
using Paas.Git.Repositories;

namespace Paas.Git.Pushes;

/// <summary>A push while it is processed.</summary>
/// <param name="App">Where to.</param>
/// <param name="Caller">Who pushes.</param>
/// <param name="Repository">The app's repository.</param>
/// <param name="Quarantine">The new objects; null when branches are only deleted.</param>
/// <param name="Receiver">The pack that came; null likewise.</param>
/// <param name="Band">The answer.</param>
internal sealed record Push(App App, Caller Caller, AppRepository Repository, Quarantine? Quarantine, PackReceiver? Receiver, SideBand Band);
