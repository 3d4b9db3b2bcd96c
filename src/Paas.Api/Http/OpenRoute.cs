using Microsoft.AspNetCore.Http;

namespace Paas.Api.Http;

/// <summary>A route that needs no token: what it gives is for everybody, or its path is a permission of its own.</summary>
internal sealed record OpenRoute(string Method, string Pattern, Func<HttpContext, Task> Handler);
