namespace Paas.Api.Formations;

/// <summary>Names of dyno sizes as the API shows them: <c>Standard-1X</c>.</summary>
internal static class SizeNames
{
    public static string Display(PaasOptions options, string size) =>
        options.DynoSizes.FirstOrDefault(known => known.Name == size)?.DisplayName ?? size;
}
