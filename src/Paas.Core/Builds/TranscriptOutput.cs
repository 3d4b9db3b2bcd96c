using Paas.Engine;

namespace Paas.Builds;

/// <summary>Writes a build's transcript in Heroku's style.</summary>
internal sealed class TranscriptOutput(Transcript transcript) : IBuildOutput
{
    public void Step(string text) => transcript.Write("-----> " + text);

    public void Detail(string text) => Lines("       ", text);

    public void Alert(string text) => Lines(" !     ", text);

    public void Line(string text) => transcript.Write(text);

    private void Lines(string prefix, string text)
    {
        foreach (var line in text.Split('\n'))
            transcript.Write((prefix + line.TrimEnd('\r')).TrimEnd());
    }
}
