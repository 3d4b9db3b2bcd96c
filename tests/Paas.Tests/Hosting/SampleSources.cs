using Paas.Builds;

namespace Paas.Hosting;

/// <summary>Source of small apps.</summary>
internal static class SampleSources
{
    /// <summary>
    /// A script app without dependencies: answers <c>{version} {COLOUR} on {DYNO}</c> and, to a POST, the number of bytes
    /// received; on <c>/slow</c> after two seconds.
    /// </summary>
    public static TestDirectory WithScriptApp(this TestDirectory directory, string version, string moreOfTheProcfile = "") => directory
        .With("Procfile", $"web: node server.js\n{moreOfTheProcfile}")
        .With(
            "server.js",
            $$"""
            const http = require('http');
            const server = http.createServer((request, response) => {
              let bytes = 0;
              request.on('data', part => bytes += part.length);
              request.on('end', () => {
                const received = request.method === 'POST' ? ` ${bytes}` : '';
                const answer = () => response.end(`{{version}} ${process.env.COLOUR ?? 'colourless'} on ${process.env.DYNO}${received}\n`);
                if (request.url !== '/slow') return answer();
                console.log('slow request began');
                setTimeout(answer, 2000);
              });
            });
            server.listen(process.env.PORT, () => console.log('{{version}} listens'));
            process.on('SIGTERM', () => server.close());
            """);

    public static TestDirectory Replace(this TestDirectory directory, string file, string old, string replacement)
    {
        var text = directory.Read(file);
        Assert.Contains(old, text, StringComparison.Ordinal);
        return directory.With(file, text.Replace(old, replacement, StringComparison.Ordinal));
    }
}
