using System.Globalization;
using System.Runtime.InteropServices;

namespace Paas.Dynos.Local;

/// <summary>Control groups of this machine, of whichever version it has. Source: cgroups(7).</summary>
internal abstract partial class ControlGroups : IDisposable
{
    /// <summary>For messages: <c>cgroup v1</c> or <c>cgroup v2</c>.</summary>
    public abstract string Version { get; }

    /// <summary>Makes what all dynos share.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not.</exception>
    public abstract void Open();

    /// <summary>Makes a group; null when the name is taken, by whomever on this machine.</summary>
    public abstract ControlGroup? TryCreate(string name);

    /// <summary>A group that is there already.</summary>
    public abstract ControlGroup Find(string name);

    /// <summary>Ends what watches the groups; they themselves stay as long as their dynos, and their parent for the next host.</summary>
    public virtual void Dispose()
    {
    }

    /// <summary>The version that has what dynos need: memory, pids, cpu and a freezer. Null when none is mounted.</summary>
    /// <param name="mounts">Lines of /proc/mounts.</param>
    /// <param name="parent">Group in which those of the dynos are made, from the root of each hierarchy.</param>
    public static ControlGroups? Of(IEnumerable<string> mounts, string parent)
    {
        var controllers = new Dictionary<string, string>(StringComparer.Ordinal);
        string? unified = null;
        foreach (var line in mounts)
        {
            // device, mount point, type, options
            var fields = line.Split(' ');
            if (fields.Length < 4)
                continue;
            if (fields[2] == "cgroup2")
                unified ??= fields[1];
            if (fields[2] != "cgroup")
                continue;
            foreach (var option in fields[3].Split(','))
                controllers.TryAdd(option, fields[1]);
        }

        if (unified is not null && ControlGroupsV2.Needed.All(ControlFiles.Read(unified, "cgroup.controllers").SelectMany(line => line.Split(' ')).Contains))
            return new ControlGroupsV2(unified, parent);
        return ControlGroupsV1.Needed.All(controllers.ContainsKey) ? new ControlGroupsV1(controllers, parent) : null;
    }

    /// <summary>Weight or shares of a size, inside what the kernel accepts.</summary>
    protected internal static string Scaled(int shares, int unit, int most) =>
        Math.Clamp((long)shares * unit, 2, most).ToString(CultureInfo.InvariantCulture);

    /// <summary>Makes a directory; false when it was there.</summary>
    protected static bool Make(string path)
    {
        if (MakeDirectory(path, 0x1ED) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        return error == AlreadyExists ? false : throw new IOException($"'{path}' cannot be made: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    /// <summary>Removes an empty group; false when it is in use.</summary>
    protected internal static bool TryRemove(string path)
    {
        try
        {
            Directory.Delete(path);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeDirectory(string path, uint mode);

    private const int AlreadyExists = 17;
}
