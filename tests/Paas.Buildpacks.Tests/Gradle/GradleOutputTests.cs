namespace Paas.Gradle;

public sealed class GradleOutputTests
{
    private readonly List<string> _written = [];

    [Fact]
    public void Line_Report_IsTakenOut()
    {
        var output = Read("paas-framework spring-boot\npaas-task assemble\n> Task :jar\npaas-dependency b:c:1\npaas-dependency a:b:2\npaas-dependency b:c:1\n\n");

        Assert.Equal(["Task: assemble", "> Task :jar"], _written);
        Assert.Equal(("spring-boot", "assemble"), (output.Framework, output.Task));
        Assert.Equal(["pkg:maven/a/b@2", "pkg:maven/b/c@1"], output.Dependencies.Select(static one => one.PackageUrl));
    }

    [Fact]
    public void Line_LoginsColoursAndDownloads_AreNotShown()
    {
        Read("\u001b[1m> Task :x\u001b[m\nCould not GET 'https://user:secret@far.example/a.pom'\nDownload https://far.example/a.jar\nDownloading https://far.example/gradle-8.5-bin.zip");

        Assert.Equal(["> Task :x", "Could not GET 'https://***@far.example/a.pom'"], _written);
    }

    [Fact]
    public void Errors_OfTheCompiler_AreKeptWithWhatFollows()
    {
        var output = Read(":compileJava/build/src/Main.java:27: error: cannot find symbol\n        new Sever()\n            ^\n  symbol:   class Sever\n1 error\n FAILED\n\nx\ny");

        Assert.Equal([":compileJava", "/build/src/Main.java:27: error: cannot find symbol"], _written[..2]);
        Assert.Equal(["/build/src/Main.java:27: error: cannot find symbol", "        new Sever()", "            ^", "  symbol:   class Sever", "1 error", " FAILED"], output.Errors);
    }

    [Fact]
    public void Failure_None_IsTheLastLines() => Assert.Equal(["3", "4", "5", "6", "7"], Read("1\n2\n3\n4\n5\n6\n7").Failure);

    private GradleOutput Read(string text)
    {
        var output = new GradleOutput(_written.Add);
        foreach (var line in text.Split('\n'))
            output.Line(line);
        return output;
    }
}
