namespace Paas.Java;

public sealed class MavenOutputTests
{
    private readonly List<string> _written = [];

    [Fact]
    public void Line_Output_IsShownWithoutColoursLoginsAndTransfers()
    {
        var output = new MavenOutput(_written.Add);
        foreach (var line in new[]
        {
            "\u001b[0m\u001b[0m[INFO] Scanning for projects...", "[INFO] Downloading from far: http://far.example/a.pom", "[INFO] Downloaded from far: http://far.example/a.pom (1 kB)",
            "Downloading: http://far.example/b.pom", "[INFO] Downloading the site", "[WARNING] from/to far (http://user:secret@far.example/m2)", "\u001b[0m",
        })
            output.Line(line);

        Assert.Equal(["[INFO] Scanning for projects...", "[INFO] Downloading the site", "[WARNING] from/to far (http://***@far.example/m2)"], _written);
    }

    [Fact]
    public void Line_ManyTransfers_AreCounted()
    {
        var output = new MavenOutput(_written.Add);
        for (var i = 0; i < 250; i++)
            output.Line($"[INFO] Downloaded from far: http://far.example/{i}.jar (1 kB at 1 kB/s)");

        Assert.Equal(["[INFO] Downloaded 100 files", "[INFO] Downloaded 200 files"], _written);
    }

    [Fact]
    public void Errors_ErrorsAndWhatFollowsThem_AreKept()
    {
        var output = new MavenOutput(_written.Add);
        foreach (var line in new[] { "[INFO] a", "[ERROR] b", "  symbol: c", "[WARNING] d", "  e", "[FATAL] f", "g" })
            output.Line(line);

        Assert.Equal([" b", "  symbol: c", " f"], output.Errors);
    }

    [Fact]
    public void Errors_None_AreTheLastLines()
    {
        var output = new MavenOutput(_written.Add);
        for (var i = 0; i < 9; i++)
            output.Line($"{i}");

        Assert.Equal(["4", "5", "6", "7", "8"], output.Errors);
    }
}
