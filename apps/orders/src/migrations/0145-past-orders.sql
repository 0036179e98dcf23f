-- Orders that were sent before they were kept here come in with their parcels.
GRANT INSERT ON shipment, shipment_line TO {service}_work;
