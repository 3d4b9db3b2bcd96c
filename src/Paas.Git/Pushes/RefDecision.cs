using Paas.Git.Protocol;

namespace Paas.Git.Pushes;

/// <summary>What becomes of one command of a push.</summary>
/// <param name="Command">The command.</param>
/// <param name="Refusal">Why it is refused, as shown in <c>[remote rejected]</c>; null when it may go on.</param>
internal sealed record RefDecision(RefCommand Command, string? Refusal);
