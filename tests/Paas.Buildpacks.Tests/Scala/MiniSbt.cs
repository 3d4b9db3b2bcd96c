using Paas.Builds;
using Paas.Jvm;

namespace Paas.Scala;

/// <summary>
/// A program that plays <c>sbt compile stage</c>: no sbt can be had without a network. It stands on the PATH as <c>sbt</c>;
/// libraries, compiler and what comes out are real.
/// </summary>
internal static class MiniSbt
{
    /// <summary>Skips the test on a machine that lacks what it works with, or one of the libraries.</summary>
    public static Task RequireAsync(DebianMaven maven, params string[] artifacts)
    {
        Bash.Require("python3");
        return maven.RequireAsync(artifacts, "scalac", "mvn");
    }

    /// <summary>A directory for the PATH.</summary>
    public static TestDirectory Create() => new TestDirectory().WithProgram("sbt", Script);

    public static string Script => $"exec python3 '{Path.Combine(AppContext.BaseDirectory, "Scala", "minisbt")}' \"$@\"";
}
