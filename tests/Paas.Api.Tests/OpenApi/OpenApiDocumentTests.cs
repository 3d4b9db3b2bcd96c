using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using Paas.Api.Http;
using Paas.Api.OpenApi;

namespace Paas.Api.Tests.OpenApi;

public sealed partial class OpenApiDocumentTests
{
    [Fact]
    public async Task Document_EveryMappedRoute_IsInIt()
    {
        await using var host = await ApiHost.StartAsync();
        var paths = (await host.GetAsync("/openapi/v1.json")).GetProperty("paths");

        var (missing, undescribed, known) = (new List<string>(), new List<string>(), new HashSet<(string, string)>());
        foreach (var metadata in host.Endpoints.Select(static endpoint => endpoint.Metadata))
        {
            if ((metadata.GetMetadata<ApiRoute>() is { } closed ? (closed.Method, closed.Pattern) : metadata.GetMetadata<OpenRoute>() is { } open ? (open.Method, open.Pattern) : ((string, string)?)null) is not var (method, pattern) || method == "*")
                continue;
            known.Add((method, pattern));
            if (!paths.TryGetProperty(pattern, out var path) || !path.TryGetProperty(method.ToLowerInvariant(), out var operation))
                missing.Add($"{method} {pattern}");
            else if (ApiDescriptions.All.All(description => (description.Method, description.Pattern) != (method, pattern)) && !operation.GetProperty("summary").GetString()!.StartsWith("Nothing here has these", StringComparison.Ordinal))
                undescribed.Add($"{method} {pattern}");
        }

        Assert.Empty(missing);
        Assert.Empty(undescribed);
        Assert.DoesNotContain(ApiDescriptions.All, description => !known.Contains((description.Method, description.Pattern)));
        Assert.True(known.Count > 130, $"Only {known.Count} routes were found.");
    }

    [Fact]
    public async Task Document_ReadByTheReaderOfOpenApi_IsValid()
    {
        await using var host = await ApiHost.StartAsync();
        var json = (await host.SendAsync("GET", "/openapi/v1.json", token: "none")).Expect(200).Body;

        var result = OpenApiDocument.Parse(json, "json");

        var (document, diagnostic) = (result.Document!, result.Diagnostic!);
        Assert.Empty(diagnostic.Errors);
        Assert.Empty(diagnostic.Warnings);
        Assert.Empty(document.Validate(ValidationRuleSet.GetDefaultRuleSet()));
        var operations = document.Paths.SelectMany(static path => path.Value.Operations!.Values).ToList();
        Assert.Equal(operations.Count, operations.Select(static operation => operation.OperationId).Distinct().Count());
        Assert.All(Reference().Matches(json).Select(static match => match.Groups[1].Value), name => Assert.Contains(name, document.Components!.Schemas!.Keys));
    }

    [GeneratedRegex("#/components/schemas/([A-Za-z]+)")]
    private static partial Regex Reference();
}
