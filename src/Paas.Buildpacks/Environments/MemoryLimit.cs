namespace Paas.Environments;

/// <summary>Shell text that finds out how much memory a dyno has.</summary>
internal static class MemoryLimit
{
    /// <summary>
    /// A function <c>paas_memory_mb</c> that prints the dyno's memory in MB: what the platform says, else the limit of its cgroup (v2 or v1), else the
    /// machine's. The cap is Heroku's: its largest dyno has 126 GB, and a cgroup without a limit reports a huge number.
    /// </summary>
    public const string Function = """
        paas_memory_mb() {
          local file bytes
          if [[ ${PAAS_MEMORY_MB:-} =~ ^[0-9]{1,6}$ ]]; then
            echo "$PAAS_MEMORY_MB"
            return
          fi
          for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
            if [ -r "$file" ] && read -r bytes < "$file" && [[ $bytes =~ ^[0-9]{1,15}$ ]]; then
              echo $(( bytes / 1048576 > 129024 ? 129024 : bytes / 1048576 ))
              return
            fi
          done
          if [ -r /proc/meminfo ]; then
            awk '/^MemTotal:/ { mb = int($2 / 1024); print (mb > 129024 ? 129024 : mb) }' /proc/meminfo
          else
            echo 512
          fi
        }
        """;
}
