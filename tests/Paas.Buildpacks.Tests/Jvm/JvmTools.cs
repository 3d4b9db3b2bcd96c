using Paas.Builds;

namespace Paas.Jvm;

/// <summary>A JDK and build tools that only say that they were called.</summary>
internal static class JvmTools
{
    /// <summary>A directory of programs with a JDK in <c>jdk</c>; each tool runs a script with its arguments.</summary>
    public static TestDirectory Create(string tool, string versionLine, string script = "", string java = "17.0.9")
    {
        var programs = new TestDirectory()
            .WithProgram("jdk/bin/java", "true").WithProgram("jdk/bin/javac", "true").With("jdk/release", $"JAVA_VERSION=\"{java}\"\n");
        return programs.WithProgram(tool, Script(programs, tool, versionLine, script));
    }

    /// <summary>A wrapper for the app, or the tool itself.</summary>
    public static string Script(TestDirectory programs, string tool, string versionLine, string script = "") => $$"""
        case "$1" in -version|--version) echo '{{versionLine}}'; exit ;; esac
        printf '%s' '{{tool}}' >> {{programs.PathOf("calls")}}; printf ' %s' "$@" >> {{programs.PathOf("calls")}}; echo >> {{programs.PathOf("calls")}}
        env > {{programs.PathOf("environment")}}
        {{script}}
        """;

    /// <summary>A build that finds them.</summary>
    public static TestBuild With(this TestBuild build, TestDirectory programs)
    {
        build.Environment["JAVA_HOME"] = programs.PathOf("jdk");
        return build.WithPrograms(programs);
    }

    public static string[] Calls(TestDirectory programs) =>
        programs.Has("calls") ? programs.Read("calls").Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
}
