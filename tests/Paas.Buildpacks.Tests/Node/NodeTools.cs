using Paas.Builds;

namespace Paas.Node;

/// <summary>Programs in place of the Node.js tools: they tell their version and write down how they were called.</summary>
internal static class NodeTools
{
    /// <param name="node">Version of node; null for none.</param>
    /// <param name="npm">Version of npm; null for none.</param>
    /// <param name="yarn">Version of yarn; null for none.</param>
    /// <param name="pnpm">Version of pnpm; null for none.</param>
    public static TestDirectory Create(string? node = "20.11.1", string? npm = "10.2.4", string? yarn = null, string? pnpm = null)
    {
        var programs = new TestDirectory();
        foreach (var (name, version) in new[] { ("node", node), ("npm", npm), ("yarn", yarn), ("pnpm", pnpm) })
        {
            programs.WithProgram(name, version is null
                ? "exit 127"
                : $$"""
                  if [ "$1" = --version ]; then echo "{{(name == "node" ? "v" : "")}}{{version}}"; exit; fi
                  echo "{{name}} $*" >> "{{programs.PathOf("calls")}}"
                  env | sort > "{{programs.PathOf("environment")}}"
                  if [ "$*" = "$FAIL" ]; then echo "npm ERR! one"; echo "npm ERR! two"; exit 7; fi
                  if [[ "$*" == *"--prefix "*pnpm@* ]]; then
                    mkdir -p "$4/bin"; printf '#!/bin/sh\nif [ "$1" = --version ]; then echo 9.15.0; else echo "installed-pnpm $*" >> "{{programs.PathOf("calls")}}"; fi\n' > "$4/bin/pnpm"; chmod +x "$4/bin/pnpm"
                  fi
                  """);
        }

        return programs;
    }

    public static string[] Calls(TestDirectory programs) => programs.Has("calls") ? programs.Read("calls").Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
}
