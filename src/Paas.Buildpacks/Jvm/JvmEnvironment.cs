using System.Collections.Immutable;
using Paas.Environments;

namespace Paas.Jvm;

/// <summary>The environment of the commands that build a JVM app.</summary>
internal static class JvmEnvironment
{
    /// <summary>The app's config vars over defaults, without the options that are meant for its dynos: a heap of 300 MB that suits those breaks a compiler.</summary>
    public static ImmutableDictionary<string, string> Create(BuildContext context, params ReadOnlySpan<KeyValuePair<string, string>> defaults) =>
        BuildEnvironment.Create(context, defaults.ToArray(), "JAVA_HOME", "JAVA_OPTS", "JAVA_TOOL_OPTIONS");
}
