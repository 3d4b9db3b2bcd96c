namespace Paas;

/// <summary>The stack of apps that are images instead of slugs.</summary>
public static class ContainerStack
{
    /// <summary>Its name, to be chosen by <see cref="AppUpdate.Stack"/>.</summary>
    public const string Name = "container";
}
