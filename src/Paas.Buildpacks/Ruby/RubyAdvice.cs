using System.Collections.Immutable;
using Paas.Files;
using Paas.Shell;

namespace Paas.Ruby;

/// <summary>What a developer should know of an app that was built nevertheless.</summary>
internal sealed class RubyAdvice(BuildContext context, ConfinedDirectory app, GemfileLock locked, RubyFramework framework)
{
    public async ValueTask GiveAsync(ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var output = context.Output;
        if (locked.Has("execjs") && (await context.CaptureAsync("type -P node bun", environment, cancellationToken)).ExitCode != 0 && !locked.Has("mini_racer"))
            output.Alert("The gem execjs needs a JavaScript runtime, and there is none. Add the buildpack heroku/nodejs before heroku/ruby, with a package.json.");
        foreach (var binstub in new[] { "bin/rails", "bin/rake", "bin/bundle" })
        {
            if (app.ReadText(binstub)?.Split('\n')[0] is { } line && !(line.StartsWith("#!", StringComparison.Ordinal) && line.Contains("ruby", StringComparison.Ordinal)) && !line.Contains("sh", StringComparison.Ordinal))
                output.Alert($"{binstub} line 1 is '{(line.Length <= 60 ? line.TrimEnd() : line[..57] + "...")}'; it must be '#!/usr/bin/env ruby'. Make it anew: bundle exec rails app:update:bin");
        }

        if (app.ReadText("Procfile") is null)
            WithoutProcfile(output);
        if (framework.IsRailsFrom(4, 0) && !app.FileExists("bin/rails"))
            output.Alert("There is no bin/rails, which the default process types run. Make it: bundle exec rails app:update:bin, and commit it (with 'git add -f bin/rails' if .gitignore lists it).");
    }

    private void WithoutProcfile(IBuildOutput output)
    {
        if (!framework.Rack)
        {
            output.Alert("There is no Procfile: nothing says how to start this app. Add one, such as 'worker: bundle exec ruby main.rb'.");
            return;
        }

        var server = locked.Has("puma") ? "web: bundle exec puma -p ${PORT:-5000}" : null;
        output.Alert(server is null
            ? "No Procfile detected, using the default web server. Add the gem puma and a Procfile with 'web: bundle exec puma -p ${PORT:-5000}': the default is not made for many requests at a time."
            : $"No Procfile detected, using the default web server. We recommend a Procfile that says it: '{server}'.");
        if (framework.Rails is null && !app.FileExists("config.ru"))
            output.Alert("There is no config.ru, which the default process type 'web' runs. Add one, or a Procfile.");
        if (framework.Rails is null && locked.Find("rack") is { Major: >= 3 } && !locked.Has("rackup") && !locked.Has("thin"))
            output.Alert("The default process type 'web' runs 'rackup', which Rack 3 has no more. Add the gem rackup, or a Procfile.");
    }
}
