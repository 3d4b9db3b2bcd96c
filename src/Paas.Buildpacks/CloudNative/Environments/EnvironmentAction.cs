namespace Paas.CloudNative;

/// <summary>What a file of an <c>env</c> directory does to a variable.</summary>
internal enum EnvironmentAction
{
    /// <summary>Sets it.</summary>
    Override,

    /// <summary>Sets it where it is unset or empty.</summary>
    Default,

    /// <summary>Puts the value behind what is there.</summary>
    Append,

    /// <summary>Puts the value before what is there.</summary>
    Prepend,
}
