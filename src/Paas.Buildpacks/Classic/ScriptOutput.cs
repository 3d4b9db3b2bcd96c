using System.Collections.Immutable;
using System.Text;

namespace Paas.Classic;

/// <summary>Tells the answers of <see cref="ClassicScripts"/> apart from what is for people.</summary>
internal sealed class ScriptOutput(string prefix, Action<string> show)
{
    private const int MaxAnswerChars = 2 << 20;

    private readonly Dictionary<string, StringBuilder> _answers = new(StringComparer.Ordinal);
    private readonly string _mark = prefix + " ";

    public void Take(string line)
    {
        // Programs may leave their last line without an end.
        var mark = line.IndexOf(_mark, StringComparison.Ordinal);
        if (mark > 0)
            show(line[..mark]);
        if (mark >= 0)
        {
            var rest = line[(mark + _mark.Length)..];
            var space = rest.IndexOf(' ', StringComparison.Ordinal);
            var name = space < 0 ? rest : rest[..space];
            if (!_answers.TryGetValue(name, out var answer))
                _answers[name] = answer = new StringBuilder();
            if (answer.Length < MaxAnswerChars)
                answer.Append(space < 0 ? "" : rest[(space + 1)..]);
            return;
        }

        show(line);
    }

    /// <summary>An answer as text; null when there is none, or it is cut.</summary>
    public string? Answer(string name)
    {
        if (!_answers.TryGetValue(name, out var answer))
            return null;
        var bytes = new byte[answer.Length];
        return Convert.TryFromBase64String(answer.ToString(), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    /// <summary>Variables that <c>env -0</c> printed.</summary>
    public ImmutableSortedDictionary<string, string> Environment(string name)
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in (Answer(name) ?? "").Split('\0'))
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                variables[entry[..equals]] = entry[(equals + 1)..];
        }

        return variables.ToImmutable();
    }
}
