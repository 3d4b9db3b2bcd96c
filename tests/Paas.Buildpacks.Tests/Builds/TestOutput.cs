namespace Paas.Builds;

/// <summary>Keeps the transcript of a build as git push would show it.</summary>
public sealed class TestOutput : IBuildOutput
{
    private readonly List<string> _lines = [];
    private readonly Lock _lock = new();

    public string Text
    {
        get
        {
            lock (_lock)
                return string.Concat(_lines.Select(static line => line + "\n"));
        }
    }

    public void Step(string text) => Line($"-----> {text}");

    public void Detail(string text) => Add("       ", text);

    public void Alert(string text) => Add(" !     ", text);

    public void Line(string text)
    {
        lock (_lock)
            _lines.Add(text.TrimEnd());
    }

    private void Add(string prefix, string text)
    {
        foreach (var line in text.Split('\n'))
            Line(prefix + line);
    }
}
