using Paas.Environments;
using Paas.Files;
using Paas.Shell;

namespace Paas.Jvm;

/// <summary>
/// The environment of a JVM dyno: the JDK and options that fit the dyno's memory. Source:
/// devcenter.heroku.com/articles/java-support, "Environment", and java-memory-issues.
/// </summary>
internal static class JvmProfile
{
    // One-off dynos get no JAVA_TOOL_OPTIONS: they run tools such as jcmd, whose output it would disturb.
    private const string Options = MemoryLimit.Function + """

        paas_java_options() {
          local mb="${MEMORY_AVAILABLE-$(paas_memory_mb)}"
          local options="-Dfile.encoding=UTF-8 -XX:MaxRAM=$(( mb * 1048576 ))"
          case "$mb" in
            512) echo "$options -Xmx300m -Xss512k -XX:CICompilerCount=2" ;;
            1024) echo "$options -Xmx671m" ;;
            *) echo "$options -XX:MaxRAMPercentage=80" ;;
          esac
        }
        paas_options="$(paas_java_options)"
        export JAVA_OPTS="$paas_options${JAVA_OPTS:+ $JAVA_OPTS}"
        case "${DYNO:-}" in
          run.*) ;;
          *) export JAVA_TOOL_OPTIONS="$paas_options${JAVA_TOOL_OPTIONS:+ $JAVA_TOOL_OPTIONS}" ;;
        esac
        unset paas_options
        unset -f paas_java_options paas_memory_mb
        """;

    public static void WriteTo(ConfinedDirectory app, Jdk jdk)
    {
        var script = new ProfileScript();
        if (jdk.InSlug)
        {
            script.Line($"export JAVA_HOME=\"$HOME/{Jdk.Directory}\"");
        }
        else
        {
            script.Set("JAVA_HOME", jdk.Home);
            var missing = $"OpenJDK {jdk.Version} ({jdk.Home}), with which this app was built, is no longer installed. Install it again or deploy anew.";
            script.Line($"[ -x \"$JAVA_HOME/bin/java\" ] || echo {ShellText.Quote(missing)} >&2");
        }

        script
            .Line("export PATH=\"$JAVA_HOME/bin${PATH:+:$PATH}\"")
            .Line("if [ -d \"$JAVA_HOME/lib/server\" ]; then export LD_LIBRARY_PATH=\"$JAVA_HOME/lib/server${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}\"; fi")
            .Line(Options)
            .WriteTo(app, "jvmcommon");
        new ProfileScript().Line(JdbcProfile.Text).WriteTo(app, "jdbc");
    }
}
