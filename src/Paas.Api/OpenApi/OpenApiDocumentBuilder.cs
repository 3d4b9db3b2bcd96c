using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Paas.Api.Http;
using Paas.Api.Json;

namespace Paas.Api.OpenApi;

/// <summary>Makes the OpenAPI document from the routing table and what <see cref="ApiDescriptions"/> says of it. Source: OpenAPI 3.1.1.</summary>
internal sealed partial class OpenApiDocumentBuilder(ApiRoutes routes)
{
    private const string Json = "application/json";

    private readonly OpenApiSchemas _schemas = new();

    public JsonObject Build()
    {
        var paths = new JsonObject();
        var known = ApiDescriptions.All.ToDictionary(static route => (route.Method, route.Pattern));
        foreach (var route in routes.All)
            Add(paths, known.GetValueOrDefault((route.Method, route.Pattern)) ?? Absent(route), route);
        foreach (var route in routes.Opened)
            Add(paths, known.GetValueOrDefault((route.Method, route.Pattern)) ?? new ApiDescription(route.Method, route.Pattern, route.Pattern), null);
        var error = _schemas.Of(ApiJson.Default.ErrorBody, isAnswer: true);
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = "Platform API", ["version"] = "3", ["description"] = "The Heroku Platform API v3 as this platform serves it. Lists take a Range header; 206 means that there is more, from Next-Range on." },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }, new JsonObject { ["password"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = _schemas.All,
                ["responses"] = new JsonObject { ["Error"] = new JsonObject { ["description"] = "A refusal: its id says why, its message what to do.", ["content"] = Content(Json, error) } },
                ["securitySchemes"] = new JsonObject
                {
                    ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                    ["password"] = new JsonObject { ["type"] = "http", ["scheme"] = "basic", ["description"] = "E-mail address and password; with a second factor, the header Heroku-Two-Factor-Code." },
                },
            },
        };
    }

    /// <summary>What nothing here has yet: a list is empty, and nothing is found.</summary>
    private static ApiDescription Absent(ApiRoute route) => route.Method == "GET" && !route.Pattern.EndsWith('}') && !route.Pattern.EndsWith("review-app", StringComparison.Ordinal)
        ? new ApiDescription(route.Method, route.Pattern, "Nothing here has these: an empty list, or not found") { Gives = ApiJson.Default.IEnumerableIdReference }
        : new ApiDescription(route.Method, route.Pattern, "Nothing here has these: not found") { Status = 404 };

    private void Add(JsonObject paths, ApiDescription description, ApiRoute? route)
    {
        if (paths[description.Pattern] is not JsonObject path)
            paths[description.Pattern] = path = [];
        path[description.Method.ToLowerInvariant()] = Operation(description, route);
    }

    private JsonObject Operation(ApiDescription description, ApiRoute? route)
    {
        var isList = description.Gives?.Type.IsGenericType == true && description.Gives.Kind == System.Text.Json.Serialization.Metadata.JsonTypeInfoKind.Enumerable;
        var operation = new JsonObject
        {
            ["operationId"] = NotWord().Replace($"{description.Method.ToLowerInvariant()}{description.Pattern}", "-").Trim('-'),
            ["summary"] = description.Summary,
            ["tags"] = new JsonArray(description.Pattern.Split('/')[1]),
        };
        var parameters = Parameters(description.Pattern, isList && route is not null);
        if (parameters.Count > 0)
            operation["parameters"] = parameters;
        if (description.Takes is { } takes)
            operation["requestBody"] = new JsonObject { ["content"] = Content(Json, _schemas.Of(takes, isAnswer: false)) };
        operation["responses"] = Responses(description, route, isList);
        if (route is null)
            operation["security"] = new JsonArray();
        return operation;
    }

    private static JsonArray Parameters(string pattern, bool isList)
    {
        var parameters = new JsonArray();
        foreach (Match match in Parameter().Matches(pattern))
        {
            parameters.Add((JsonNode)new JsonObject
            {
                ["name"] = match.Groups[1].Value,
                ["in"] = "path",
                ["required"] = true,
                ["schema"] = new JsonObject { ["type"] = "string" },
            });
        }

        if (isList)
        {
            parameters.Add((JsonNode)new JsonObject
            {
                ["name"] = "Range",
                ["in"] = "header",
                ["description"] = "Part of the list, such as 'id ..; max=200, order=desc'.",
                ["schema"] = new JsonObject { ["type"] = "string" },
            });
        }

        return parameters;
    }

    private JsonObject Responses(ApiDescription description, ApiRoute? route, bool isList)
    {
        var responses = new JsonObject();
        if (description.Status < 400)
        {
            responses[description.Status.ToString(CultureInfo.InvariantCulture)] = Success(description);
            if (isList && route is not null)
                responses["206"] = Success(description);
        }

        var refusals = new SortedSet<int>();
        if (route is not null)
            refusals.UnionWith([401, 403, 429]);
        if (description.Pattern.Contains('{', StringComparison.Ordinal) || description.Status == 404)
            refusals.Add(404);
        if (description.Takes is not null)
            refusals.UnionWith([400, 409, 413, 422]);
        if (isList && route is not null)
            refusals.Add(416);
        foreach (var status in refusals)
            responses[status.ToString(CultureInfo.InvariantCulture)] = new JsonObject { ["$ref"] = "#/components/responses/Error" };
        return responses;
    }

    private JsonObject Success(ApiDescription description)
    {
        var success = new JsonObject { ["description"] = description.Status switch { 201 => "Made.", 202 => "Begun.", _ => "Done." } };
        if (description.Gives is { } gives)
            success["content"] = Content(Json, _schemas.Of(gives, isAnswer: true));
        else if (description.Media is { } media)
            success["content"] = Content(media, new JsonObject());
        return success;
    }

    private static JsonObject Content(string media, JsonNode schema) => new() { [media] = new JsonObject { ["schema"] = schema } };

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"[^A-Za-z0-9]+")]
    private static partial Regex NotWord();
}
