using System.Collections.Immutable;
using Paas.Config;

namespace Paas.Dynos;

/// <summary>What a one-off dyno may be asked for.</summary>
internal static class OneOffRules
{
    /// <summary>As Heroku: longer ones are cycled.</summary>
    public static readonly TimeSpan MaxTimeToLive = TimeSpan.FromHours(24);

    private const int MaxTypeLength = 60;
    private const int MaxCommandLength = 32 * 1024;

    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public static void Check(RunRequest request, DynoSizes sizes)
    {
        CheckCommand(request.Command);
        if (request.Type is not { Length: > 0 and <= MaxTypeLength } type || !type.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || type is "release" or "build")
            throw new PaasException(PaasErrors.InvalidParams, "The type of a one-off dyno has letters, digits, '-' and '_', and is neither release nor build. Give one such as 'run' or 'worker'.");
        if (request.TimeToLive <= TimeSpan.Zero || request.TimeToLive > MaxTimeToLive)
            throw new PaasException(PaasErrors.InvalidParams, $"The time to live {request.TimeToLive} is not above zero and at most 24 hours.");
        if (request.Attach?.Terminal is { } terminal && (terminal.Columns == 0 || terminal.Rows == 0))
            throw new PaasException(PaasErrors.InvalidParams, $"A terminal of {terminal.Columns} columns and {terminal.Rows} rows is none; 80 and 24 are usual.");
        if (request.Size is not null)
            sizes.Find(request.Size);
        ConfigRules.Merge(ImmutableSortedDictionary<string, string>.Empty, request.Environment.ToDictionary(static pair => pair.Key, static pair => (string?)pair.Value));
    }

    /// <exception cref="PaasException"><see cref="PaasErrors.InvalidParams"/>.</exception>
    public static void CheckCommand(string command)
    {
        if (string.IsNullOrWhiteSpace(command) || command.Contains('\0', StringComparison.Ordinal))
            throw new PaasException(PaasErrors.InvalidParams, "The command is empty or holds a NUL character. Give a command line such as 'bash' or 'worker'.");
        if (command.Length > MaxCommandLength)
            throw new PaasException(PaasErrors.InvalidParams, $"The command has {command.Length} characters; at most {MaxCommandLength} are allowed. Put it into a script of the app.");
    }
}
