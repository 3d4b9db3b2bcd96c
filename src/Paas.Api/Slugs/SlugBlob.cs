namespace Paas.Api.Slugs;

/// <summary>How to get a slug's archive.</summary>
internal sealed record SlugBlob(string Method, string Url);
