"""What the driver reads and sends: Huawei VRP."""
